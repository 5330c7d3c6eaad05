import * as m from '../../../i18n/compiled/messages.js'
import type { Columns } from '../table/columns.ts'
import type { DeviceParties, DeviceRowView } from './device-row.ts'

export type DeviceColumnId =
  | 'device'
  | 'model'
  | 'company'
  | 'reseller'
  | 'profile'
  | 'group'
  | 'license'
  | 'status'
  | 'order'
  | 'ordered'
  | 'added'

/** How wide and what for; in order of company and reseller they are by name. */
export function deviceColumns({
  companyOf,
  resellerOf,
  profileOf,
  groupOf,
  licenceOf,
}: DeviceParties): Columns<DeviceColumnId, DeviceRowView> {
  return {
    device: { label: m.column_device, sizing: 'min-w-44 flex-[2] pr-3', width: 176, spare: 0, sort: null },
    model: {
      label: m.column_model,
      sizing: 'w-32 shrink-0 pr-3',
      width: 128,
      spare: 3,
      sort: { key: (row) => row.model },
    },
    company: {
      label: m.column_customer,
      sizing: 'min-w-36 flex-[2] pr-3',
      width: 144,
      spare: 2,
      sort: { key: companyOf },
    },
    reseller: {
      label: m.column_reseller,
      sizing: 'min-w-32 flex-1 pr-3',
      width: 128,
      spare: 4,
      sort: { key: resellerOf },
    },
    profile: {
      label: m.column_profile,
      sizing: 'min-w-28 flex-1 pr-3',
      width: 112,
      spare: 6,
      sort: { key: profileOf },
    },
    group: {
      label: m.column_group,
      sizing: 'min-w-28 flex-1 pr-3',
      width: 112,
      spare: 7,
      sort: { key: groupOf },
    },
    license: {
      label: m.column_license,
      sizing: 'min-w-32 flex-1 pr-3',
      width: 128,
      spare: 5,
      sort: { key: licenceOf },
    },
    status: {
      label: m.column_status,
      sizing: 'w-36 shrink-0 pr-3',
      width: 144,
      spare: 1,
      sort: { key: (row) => row.status },
    },
    order: {
      label: m.column_order,
      sizing: 'w-32 shrink-0 pr-3',
      width: 128,
      spare: 8,
      sort: { key: (row) => row.orderNumber },
    },
    ordered: {
      label: m.column_order_date,
      sizing: 'w-30 shrink-0 pr-3',
      width: 120,
      spare: 10,
      sort: { key: (row) => row.orderDate },
    },
    added: {
      label: m.column_added,
      sizing: 'w-27 shrink-0 pr-3',
      width: 108,
      spare: 9,
      sort: { number: (row) => row.addedAt },
    },
  }
}

const nothing = () => ''
/** All there are, for whoever only asks how they are called. */
export const allDeviceColumns = deviceColumns({
  companyOf: nothing,
  resellerOf: nothing,
  profileOf: nothing,
  groupOf: nothing,
  licenceOf: nothing,
})
