/**
 * Pull: everything after the cursor that this user may see (SYNC2). Access is read anew for every page
 * (SYNC4); an unknown cursor, or one from a past this server doesn't have, gets a snapshot (SYNC3).
 */
import type { ActivityEntry } from '#shared/domain/facts/activity-entry.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { loadAccess, type Access } from '../auth/access.ts'
import { feedHead, findFeedEntry } from '../database/feed.ts'
import { readMeta } from '../database/repository/meta.ts'
import type { Services } from '../services.ts'
import { buildAccount, buildChanges, buildDocument, buildRelationships } from '../database/reading/build-records.ts'
import { readNews } from './read-news.ts'
import { visibleChanges, visibleDocuments, visibleIds, visibleRelationships } from '../database/reading/visible.ts'

type PullServices = Pick<Services, 'database' | 'clock'>

/** Tablets hold this much of the change log; older undo needs a connection (DOC4). */
export const changeLogOnDeviceMs = 90 * 24 * 60 * 60 * 1000

/** The frames of one pull. Ends early, after a whole page, when the user may see nothing any more. */
export async function* pull(
  services: PullServices,
  userId: UserId,
  from: { cursor: Cursor | null; accessVersion: number },
): AsyncGenerator<Frame[]> {
  const access = await loadAccess(services.database, userId)
  if (!access) return
  const known = from.cursor !== null && (await isKnown(services, access, from.cursor))
  if (!known) {
    yield* snapshot(services, access)
    return
  }
  if (access.accessVersion !== from.accessVersion) yield [await visibleFrame(services, access)]
  yield* news(services, userId, from.cursor!)
}

/** Whether this server has the past that a device's cursor stands in. A restored one, or a pruned feed, doesn't (SYNC3). */
export async function hasPast(services: PullServices, access: Access, cursor: Cursor | null): Promise<boolean> {
  return cursor === null || (await isKnown(services, access, cursor))
}

async function isKnown(services: PullServices, access: Access, cursor: Cursor): Promise<boolean> {
  const entry = await findFeedEntry(services.database, access.organisationId, cursor.number)
  return entry?.entry_id === cursor.entryId
}

/** The full list of ids, by which a device drops what it may no longer hold. */
export async function visibleFrame(services: PullServices, access: Access): Promise<Frame> {
  return { type: 'visible', accessVersion: access.accessVersion, ...(await visibleIds(services.database, access)) }
}

async function* news(services: PullServices, userId: UserId, cursor: Cursor): AsyncGenerator<Frame[]> {
  for (let place = cursor; ;) {
    const access = await loadAccess(services.database, userId)
    if (!access) return
    const page = await readNews(services.database, access, place.number)
    const next: Cursor = page.last ? { number: page.last.number, entryId: page.last.entry_id } : place
    yield [...page.frames, { type: 'cursor', after: place.number, cursor: next, serverNow: services.clock.now() }]
    if (!page.more) return
    place = next
  }
}

async function* snapshot(services: PullServices, first: Access): AsyncGenerator<Frame[]> {
  const { database } = services
  const head = await feedHead(database, first.organisationId)
  const counted = await visibleIds(database, first)
  yield [
    {
      type: 'snapshot-begin',
      incarnation: await readMeta(database, 'incarnation'),
      documents: counted.documentIds.length,
      records: counted.relationshipIds.length,
    },
    { type: 'visible', accessVersion: first.accessVersion, ...counted },
  ]
  const number = head.number
  for await (const page of snapshotPages(services, counted, first, number)) {
    yield page
    const access = await loadAccess(database, first.userId)
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

/** A customer's devices read the log of one account; an MSP's page by page of its relationships. */
const relationshipsPerLogPage = 64

/** What the snapshot names, page by page of ids: each page asks again what may be seen, and only for its own. */
async function* snapshotPages(
  { database, clock }: PullServices,
  { relationshipIds, documentIds }: Awaited<ReturnType<typeof visibleIds>>,
  access: Access,
  number: number,
): AsyncGenerator<Frame[]> {
  for (const ids of slices(relationshipIds, wireLimits.pageSize)) {
    const rows = await visibleRelationships(database, access).where('relationship.id', 'in', ids).execute()
    const records = await buildRelationships(database, access, rows)
    yield records.map((record) => ({ type: 'relationship', number, record }))
  }
  for (const ids of slices(documentIds, wireLimits.pageSize)) {
    const rows = await visibleDocuments(database, access).where('document.id', 'in', ids).execute()
    yield rows.map((row) => ({ type: 'document', number, record: buildDocument(row) }))
  }
  const recent = visibleChanges(database, access).where('change.received_at', '>=', clock.now() - changeLogOnDeviceMs)
  if (access.organisationKind === 'customer')
    yield changeFrames(await buildChanges(database, access, await recent.execute()), number)
  else {
    for (const ids of slices(relationshipIds, relationshipsPerLogPage)) {
      const rows = await recent.where('change.relationship_id', 'in', ids).execute()
      yield changeFrames(await buildChanges(database, access, rows), number)
    }
  }
}

function changeFrames(records: readonly ActivityEntry[], number: number): Frame[] {
  return records.map((record) => ({ type: 'change', number, record }))
}
