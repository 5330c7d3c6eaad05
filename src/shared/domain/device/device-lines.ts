/**
 * Rows of devices as one text: what a device sends at once may hold no more than a thousand values, and this is one. Whoever
 * reads it checks each number again, so that nothing gets in that the list's reader would have refused.
 */
import { readDeviceRow, type DeviceRow } from './device-row.ts'

export type SentRow = Omit<DeviceRow, 'party'>

/** Rows of one part of an upload. */
export const rowsPerPart = 500

export function writeDeviceLines(rows: readonly SentRow[]): string {
  return rows
    .map(({ row, imei, meid, serial, model, orderNumber, orderDate }) =>
      [row, imei || meid, serial, model, orderNumber, orderDate].join('\t'),
    )
    .join('\n')
}

/** Null where anything in it isn't as it was written. */
export function readDeviceLines(text: string): SentRow[] | null {
  const lines = text.split('\n')
  if (lines.length > rowsPerPart) return null
  const rows: SentRow[] = []
  for (const line of lines) {
    const cells = line.split('\t')
    const row = Number(cells[0])
    if (cells.length !== 6 || !Number.isInteger(row) || row < 1) return null
    const [, identifier, serial, model, orderNumber, orderDate] = cells as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const read = readDeviceRow(row, { identifier, serial, model, orderNumber, orderDate }, { anyKind: false })
    if ('code' in read) return null
    const { party: _party, ...sent } = read
    if (writeDeviceLines([sent]) !== line) return null
    rows.push(sent)
  }
  return rows
}
