import * as m from '../../../i18n/compiled/messages.js'
import { writtenOnce, type Line } from '../table/table-lines.ts'
import { formatDay } from '../words/day-words.ts'
import { Moment } from '../words/moment.ts'
import type { DeviceRowView } from './device-row.ts'

/** What the table says of a device, whoever's it is. */
export interface DeviceWords {
  /** As which it stands in the list, and as which it is known besides. */
  name: string
  also: string
  added: Moment
  /** The day, as people here write it. */
  ordered: string
}

export type DeviceLine = Line<DeviceRowView, DeviceWords>

/** `S/N R58M30ABCDE`. */
function alsoOf({ identifier, imei, meid, serial }: DeviceRowView): string {
  if (serial && serial !== identifier) return m.device_serial_short({ serial })
  if (identifier === imei) return m.device_imei()
  return identifier === meid ? m.device_meid() : m.device_serial()
}

export const deviceWords = writtenOnce((row: DeviceRowView): DeviceWords => ({
  name: row.identifier,
  also: alsoOf(row),
  added: new Moment(row.addedAt),
  ordered: formatDay(row.orderDate),
}))
