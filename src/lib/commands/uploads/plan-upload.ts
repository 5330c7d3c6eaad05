/** What of a file goes to whom, once it is known where it is to go; and what of it is left out, and why. */
import type { DeviceRow, RowTrouble } from '#shared/domain/device/device-row.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'

export interface UploadPlan {
  /** By the ID of the party: rows that go there. */
  targets: ReadonlyMap<OrganisationId, DeviceRow[]>
  /** Rows that can't, besides those that couldn't be read. */
  troubles: readonly RowTrouble[]
  /** Rows whose devices were uploaded there before. */
  repeated: number
}

interface Choice {
  /** Null: where each row says. */
  partyId: OrganisationId | null
  isUploaded: (partyId: OrganisationId, row: DeviceRow) => boolean
}

export function planUpload(rows: readonly DeviceRow[], { partyId, isUploaded }: Choice): UploadPlan {
  const targets = new Map<OrganisationId, DeviceRow[]>()
  const troubles: RowTrouble[] = []
  let repeated = 0
  for (const row of rows) {
    const to = partyId ?? (row.party as OrganisationId)
    const code = to === ('' as string) ? 'no-party' : row.party !== '' && row.party !== to ? 'other-party' : null
    if (code) troubles.push({ row: row.row, code, column: 'party', value: row.party, earlier: null })
    else if (isUploaded(to, row)) repeated++
    else if (targets.has(to)) targets.get(to)!.push(row)
    else targets.set(to, [row])
  }
  return { targets, troubles, repeated }
}

/** What all rows say alike, where they do. */
export function commonOrderNumber(rows: readonly DeviceRow[]): string {
  const numbers = new Set(rows.map(({ orderNumber }) => orderNumber))
  return numbers.size === 1 ? [...numbers][0]! : ''
}
