import { listForever, type RowList } from '../../list/open-list.svelte.ts'
import { unsettledItems } from '../unsettled-items.svelte.ts'
import type { DeviceListRow } from './device-row.ts'
import { listOfDevices, type DeviceChoice } from './list-of-devices.ts'

export type DeviceList = RowList<DeviceListRow, DeviceChoice>

/** All devices that the person may see: an MSP's own and its customers', a customer's, or those that a reseller uploaded. */
export const deviceList: () => DeviceList = listForever(listOfDevices, unsettledItems)
