/**
 * Pull: everything after the cursor that this user may see (SYNC2). The session is asked for every page, and access
 * read anew with it (SYNC4); an unknown cursor, or one from a past this server doesn't have, gets a snapshot (SYNC3).
 */
import { encodePage, ids } from '#shared/protocol/columns.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { feedHead, isInFeed } from '../database/feed.ts'
import { readMeta } from '../database/repository/meta.ts'
import type { ChangeTable } from '../database/schema.ts'
import type { Services } from '../services.ts'
import { buildAccount, buildChanges, buildDocument, buildRelationships } from '../database/reading/build-records.ts'
import { findVisibleRelationships, visibleChanges, visibleDocuments, visibleIds } from '../database/reading/visible.ts'
import type { AppliedItem } from './kept-edits.ts'
import { readNews } from './read-news.ts'

type PullServices = Pick<Services, 'database' | 'clock'>
/** Whom the session lets in now: asked for every page. */
export type AskAccess = () => Promise<Access | null>

/** Tablets hold this much of the change log; older undo needs a connection (DOC4). */
export const changeLogOnDeviceMs = 90 * 24 * 60 * 60 * 1000

/** The frames of one pull, without the updates that the device enters by itself. Ends early, after a whole page, when the session lets nobody in any more. */
export async function* pull(
  services: PullServices,
  ask: AskAccess,
  from: Standing,
  kept: readonly AppliedItem[] = [],
): AsyncGenerator<Frame[]> {
  const access = await ask()
  if (!access) return
  const { cursor } = from
  if (cursor === null || !(await hasPast(services, access, from))) {
    yield* snapshot(services, access, ask)
    return
  }
  if (access.accessVersion !== from.accessVersion) yield [await visibleFrame(services, access)]
  yield* news(services, access, ask, cursor, kept)
}

/** Where a device stands. */
interface Standing {
  cursor: Cursor | null
  accessVersion: number
}

/**
 * Whether this server has the past that a device's cursor stands in. A restored one, or a pruned feed, doesn't (SYNC3);
 * and to whom more may be shown than before, that past showed too little (SYNC4).
 */
export async function hasPast({ database }: PullServices, access: Access, from: Standing): Promise<boolean> {
  if (from.cursor === null) return true
  return from.accessVersion >= access.wholeVersion && (await isInFeed(database, access.organisationId, from.cursor))
}

/** The full list of ids, by which a device drops what it may no longer hold. */
export async function visibleFrame(services: PullServices, access: Access): Promise<Frame> {
  const { relationshipIds, documentIds } = await visibleIds(services.database, access)
  return {
    type: 'visible',
    accessVersion: access.accessVersion,
    relationshipIds: encodePage(ids(), relationshipIds),
    documentIds: encodePage(ids(), documentIds),
  }
}

async function* news(
  services: PullServices,
  first: Access,
  ask: AskAccess,
  cursor: Cursor,
  kept: readonly AppliedItem[],
): AsyncGenerator<Frame[]> {
  let access: Access | null = first
  for (let place = cursor; access;) {
    const page = await readNews(services.database, access, place.number, kept)
    const next: Cursor = page.last ? { number: page.last.number, entryId: page.last.entry_id } : place
    yield [...page.frames, { type: 'cursor', after: place.number, cursor: next, serverNow: services.clock.now() }]
    if (!page.more) return
    place = next
    access = await ask()
  }
}

async function* snapshot(services: PullServices, first: Access, ask: AskAccess): AsyncGenerator<Frame[]> {
  const { database } = services
  const head = await feedHead(database, first.organisationId)
  const counted = await visibleIds(database, first)
  yield [
    {
      type: 'snapshot-begin',
      incarnation: await readMeta(database, 'incarnation'),
      accessVersion: first.accessVersion,
      documents: counted.documentIds.length,
      records: counted.relationshipIds.length,
    },
  ]
  const number = head.number
  for await (const page of snapshotPages(services, counted, first, number)) {
    yield page
    const access = await ask()
    if (access?.accessVersion !== first.accessVersion) return
  }
  const account = await buildAccount(database, first)
  yield [
    ...(account ? [{ type: 'account' as const, number, record: account }] : []),
    { type: 'snapshot-end' },
    { type: 'cursor', after: 0, cursor: head, serverNow: services.clock.now() },
  ]
}

function* slices<Id>(ids: readonly Id[], size: number): Generator<Id[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size)
}

/** An account has two documents, so that as many pages hold rows as documents. */
const documentsPerPage = 2 * wireLimits.pageSize

/** A customer's devices read the log of one account; an MSP's page by page of its relationships. */
const relationshipsPerLogPage = 256

/** What the snapshot names, page by page of ids in order: each page asks again what may be seen, and only for its own. */
async function* snapshotPages(
  { database, clock }: PullServices,
  { relationshipIds, documentIds }: Awaited<ReturnType<typeof visibleIds>>,
  access: Access,
  number: number,
): AsyncGenerator<Frame[]> {
  for (const slice of slices(relationshipIds, wireLimits.pageSize)) {
    const rows = await findVisibleRelationships(database, access, slice)
    const records = await buildRelationships(database, access, rows)
    yield [{ type: 'relationships', number, page: encodePage(relationshipColumns, records) }]
  }
  for (const slice of slices(documentIds.toSorted(), documentsPerPage)) {
    const rows = await visibleDocuments(database, access)
      .clearSelect()
      .select(['document.id', 'document.kind', 'document.relationship_id', 'document.seq', 'document.state'])
      .where('document.id', 'in', slice)
      .orderBy('document.id')
      .execute()
    yield [{ type: 'documents', number, page: encodePage(documentColumns, rows.map(buildDocument)) }]
  }
  const recent = visibleChanges(database, access).where('change.received_at', '>=', clock.now() - changeLogOnDeviceMs)
  if (access.organisationKind === 'customer') yield await changePage(database, access, await recent.execute(), number)
  else {
    for (const slice of slices(relationshipIds, relationshipsPerLogPage)) {
      const rows = await recent.where('change.relationship_id', 'in', slice).execute()
      yield await changePage(database, access, rows, number)
    }
  }
}

async function changePage(
  database: PullServices['database'],
  access: Access,
  rows: readonly ChangeTable[],
  number: number,
): Promise<Frame[]> {
  if (rows.length === 0) return []
  const records = await buildChanges(database, access, rows)
  return [{ type: 'changes', number, page: encodePage(changeColumns, records) }]
}
