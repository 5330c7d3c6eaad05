import * as m from '../../../i18n/compiled/messages.js'
import { csvDigits, csvText, writeCsv } from '../table/write-csv.ts'
import { deviceStatusWords } from '../words/status-words.ts'
import type { DeviceParties, DeviceRowView } from './device-row.ts'

/** The devices that are shown, with whose they are where that is somebody else. */
export async function writeDevicesCsv(
  rows: readonly DeviceRowView[],
  { companyOf, resellerOf, profileOf, groupOf, licenceOf }: DeviceParties,
  shows: (column: 'company' | 'reseller' | 'profile' | 'group' | 'license') => boolean,
  onprogress?: (done: number) => void,
): Promise<Blob> {
  const heads = [
    m.device_imei(),
    m.device_meid(),
    m.device_serial(),
    m.device_model(),
    ...(shows('company') ? [m.device_company()] : []),
    ...(shows('reseller') ? [m.device_reseller()] : []),
    ...(shows('profile') ? [m.profile_field()] : []),
    ...(shows('group') ? [m.device_group_field()] : []),
    ...(shows('license') ? [m.licence_one()] : []),
    m.device_order(),
    m.device_order_date(),
    m.device_status(),
    m.device_moved(),
    m.device_added(),
  ]
  const cells = (row: DeviceRowView) => [
    csvDigits(row.imei),
    csvDigits(row.meid),
    csvDigits(row.serial),
    csvText(row.model),
    ...(shows('company') ? [csvText(companyOf(row))] : []),
    ...(shows('reseller') ? [csvText(resellerOf(row))] : []),
    ...(shows('profile') ? [csvText(profileOf(row))] : []),
    ...(shows('group') ? [csvText(groupOf(row))] : []),
    ...(shows('license') ? [csvText(licenceOf(row))] : []),
    csvText(row.orderNumber),
    row.orderDate,
    deviceStatusWords(row.status),
    row.movedByMsp ? m.device_moved() : '',
    new Date(row.addedAt).toISOString(),
  ]
  return writeCsv(heads, rows, cells, onprogress)
}
