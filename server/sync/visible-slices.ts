/**
 * What a device may hold after a change of access (SYNC4): one list of roots, or for a link that is cut slices of it, each
 * with the place where the next begins, so that the longest list comes through, too (SYNC7).
 */
import { digits, encodePage, ids } from '#shared/protocol/columns.ts'
import type { Frame } from '#shared/protocol/response.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { visibleIds } from '../database/reading/visible.ts'

export type VisibleFrame = Extract<Frame, { type: 'visible' }>

/** An id takes a quarter of what a record does, about. */
const idsPerRecord = 4

/** The slices behind `after`, of so many records' bytes; `last`: the last root that a slice is about, null for the rest. */
export async function* visibleSlices(
  database: Database,
  access: Access,
  after: string,
  records: number,
): AsyncGenerator<{ frame: VisibleFrame; last: string | null }> {
  const { relationshipIds, documentIds } = await visibleIds(database, access)
  // A customer's records are its own: it has all of them or, while an MSP manages it fully, none (C8).
  const ownsAny = access.organisationKind === 'customer' && documentIds.length > 0
  const parties = new Set<string>(ownsAny ? [access.organisationId] : [])
  const sorted = [...parties, ...relationshipIds].filter((id) => id > after).toSorted()
  const size = records * idsPerRecord
  let from = after
  for (let start = 0; start === 0 || start < sorted.length; start += size) {
    const slice = sorted.slice(start, start + size)
    const last = start + size < sorted.length ? slice.at(-1)! : null
    yield {
      frame: {
        type: 'visible',
        accessVersion: access.accessVersion,
        roots: encodePage(
          ids(),
          slice.filter((id) => !parties.has(id)),
        ),
        parties: encodePage(
          digits(),
          slice.filter((id) => parties.has(id)),
        ),
        slice: { after: from, until: last },
      },
      last,
    }
    from = last ?? from
  }
}

/** The whole list. */
export async function visibleFrame(database: Database, access: Access): Promise<VisibleFrame> {
  for await (const { frame } of visibleSlices(database, access, '', Infinity)) return frame
  throw new Error('no slice')
}
