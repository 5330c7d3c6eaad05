/**
 * A snapshot: all that a user may see, part by part and page by page of ids in order (SYNC2). Each page asks again what
 * may be seen, and only for its own; each carries its place, behind which a cut snapshot goes on (SYNC7). What changes
 * while it is read, or cut, comes with the news behind it.
 */
import type { RelationshipId } from '#shared/domain/ids.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { buildAccount, buildChanges, buildDocument, buildRelationships } from '../database/reading/build-records.ts'
import { findVisibleRelationships, visibleChanges, visibleDocuments, visibleIds } from '../database/reading/visible.ts'
import { feedHead } from '../database/feed.ts'
import { readMeta } from '../database/repository/meta.ts'
import type { ChangeTable } from '../database/schema.ts'
import type { Services } from '../services.ts'
import { isGood, readPlace, writePlace, type AskAccess, type Place, type Standing } from './place.ts'
import { visibleSlices } from './visible-slices.ts'

/** Tablets hold this much of the change log; older undo needs a connection (DOC4). */
export const changeLogOnDeviceMs = 90 * 24 * 60 * 60 * 1000

/** An account has two documents, so that as many pages hold rows as documents. */
const documentsPerPage = 2 * wireLimits.pageSize

/** A customer's devices read the log of one account; an MSP's so many relationships' at once. */
const relationshipsPerLogRead = 256
const changesPerPage = 4096

interface Reading extends Pick<Services, 'database' | 'clock'> {
  access: Access
  ids: Awaited<ReturnType<typeof visibleIds>>
  /** Where the feed stood when the snapshot began. */
  number: number
  /** The access version that the device stands at until all is here. */
  standsAt: number
  /** The most records of a page. */
  most: number
}

interface Page {
  frame: Extract<Frame, { type: 'visible' | 'relationships' | 'documents' | 'changes' }>
  /** The last record it is about; null for the end of its part. */
  last: string | null
}

/** A part of a snapshot, behind the record `after`. */
type Part = (reading: Reading, after: string) => AsyncGenerator<Page>

const parts: Part[] = [reconciling, relationshipPages, documentPages, changePages]
/** For whom nothing can be here that is no longer theirs. */
const firstPart = 1

export async function* snapshot(
  services: Pick<Services, 'database' | 'clock'>,
  access: Access,
  ask: AskAccess,
  from: Standing,
): AsyncGenerator<Frame[]> {
  const { database, clock } = services
  const ids = await visibleIds(database, access)
  const { place, resumed } = await findStart(services, access, from)
  const counts = { documents: ids.documentIds.length, records: ids.relationshipIds.length }
  const { incarnation, accessVersion, head } = place
  yield [
    { type: 'snapshot-begin', incarnation, accessVersion, ...counts, ...(resumed && { resumed: writePlace(place) }) },
  ]
  const { number } = head
  const reading = { database, clock, access, ids, number, standsAt: from.accessVersion, most: from.page ?? Infinity }
  for (let part = place.part; part < parts.length; part++) {
    for await (const { frame, last } of parts[part]!(reading, part === place.part ? place.after : '')) {
      const next = last === null ? { part: part + 1, after: '' } : { part, after: last }
      yield [{ ...frame, place: writePlace({ ...place, ...next }) }]
      if ((await ask())?.accessVersion !== accessVersion) return
    }
  }
  const account = await buildAccount(database, access)
  yield [
    ...(account ? [{ type: 'account' as const, number, record: account }] : []),
    { type: 'snapshot-end' },
    { type: 'cursor', after: 0, cursor: head, serverNow: clock.now() },
  ]
}

/** Where the last one was cut, if it can go on there; otherwise the beginning. */
async function findStart(
  { database }: Pick<Services, 'database'>,
  access: Access,
  from: Standing,
): Promise<{ place: Place; resumed: boolean }> {
  const { accessVersion } = access
  const incarnation = await readMeta(database, 'incarnation')
  const cutAt = from.resume === undefined ? null : readPlace(from.resume)
  if (cutAt && cutAt.part < parts.length && (await isGood(database, access, incarnation, cutAt)))
    return { place: cutAt, resumed: true }
  // What came under other rights may be here still, whole or cut.
  const isAsBefore = [from.accessVersion, cutAt?.accessVersion ?? 0].every(
    (seen) => seen === 0 || seen === accessVersion,
  )
  const head = await feedHead(database, access.organisationId)
  return {
    place: { incarnation, accessVersion, head, part: isAsBefore ? firstPart : 0, after: '' },
    resumed: false,
  }
}

function* slices<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/** What it may keep; what it may see besides it has only when the snapshot is whole. */
async function* reconciling({ database, access, standsAt, most }: Reading, after: string): AsyncGenerator<Page> {
  for await (const { frame, last } of visibleSlices(database, access, after, most))
    yield { frame: { ...frame, accessVersion: standsAt }, last }
}

async function* relationshipPages(reading: Reading, after: string): AsyncGenerator<Page> {
  const { database, access, ids, number, most } = reading
  const behind = ids.relationshipIds.filter((id) => id > after)
  for (const slice of slices(behind, Math.min(wireLimits.pageSize, most))) {
    const rows = await findVisibleRelationships(database, access, slice)
    const page = encodePage(relationshipColumns, await buildRelationships(database, access, rows))
    yield { frame: { type: 'relationships', number, page }, last: slice.at(-1)! }
  }
}

async function* documentPages(reading: Reading, after: string): AsyncGenerator<Page> {
  const { database, access, ids, number, most } = reading
  const behind = ids.documentIds.filter((id) => id > after).toSorted()
  for (const slice of slices(behind, Math.min(documentsPerPage, most))) {
    const rows = await visibleDocuments(database, access)
      .clearSelect()
      .select(['document.id', 'document.kind', 'document.relationship_id', 'document.seq', 'document.state'])
      .where('document.id', 'in', slice)
      .orderBy('document.id')
      .execute()
    const page = encodePage(documentColumns, rows.map(buildDocument))
    yield { frame: { type: 'documents', number, page }, last: slice.at(-1)! }
  }
}

/** The log, in order of relationship and id. */
async function* changePages(reading: Reading, after: string): AsyncGenerator<Page> {
  const { database, access, number, most } = reading
  for await (const rows of logReads(reading, after)) {
    const behind = rows
      .map((row) => ({ row, key: keyOf(row) }))
      .filter(({ key }) => key > after)
      .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    for (const slice of slices(behind, Math.min(changesPerPage, most))) {
      const records = await buildChanges(
        database,
        access,
        slice.map(({ row }) => row),
      )
      const page = encodePage(changeColumns, records)
      yield { frame: { type: 'changes', number, page }, last: slice.at(-1)!.key }
    }
  }
}

function keyOf({ relationship_id, id }: Pick<ChangeTable, 'relationship_id' | 'id'>): string {
  return `${relationship_id ?? ''} ${id}`
}

async function* logReads({ database, clock, access, ids }: Reading, after: string): AsyncGenerator<ChangeTable[]> {
  const recent = visibleChanges(database, access).where('change.received_at', '>=', clock.now() - changeLogOnDeviceMs)
  if (access.organisationKind === 'customer') return yield await recent.execute()
  const from = after.slice(0, after.indexOf(' ')) as RelationshipId
  const behind = ids.relationshipIds.filter((id) => id >= from)
  for (const slice of slices(behind, relationshipsPerLogRead))
    yield await recent.where('change.relationship_id', 'in', slice).execute()
}
