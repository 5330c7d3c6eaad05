/**
 * Pull: everything after the cursor that this user may see (SYNC2). Access is read anew for every page
 * (SYNC4); an unknown cursor, or one from a past this server doesn't have, gets a snapshot (SYNC3).
 */
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
  let access: Access | null = first
  for (const read of [relationshipPage, documentPage, changePage]) {
    for (let after = ''; access;) {
      const page: SnapshotPage = await read(services, access, after, number)
      yield page.frames
      if (page.last === null) break
      after = page.last
      access = await loadAccess(database, access.userId)
    }
  }
  if (!access || access.accessVersion !== first.accessVersion) return
  const account = await buildAccount(database, access)
  yield [
    ...(account ? [{ type: 'account' as const, number, record: account }] : []),
    { type: 'snapshot-end' },
    { type: 'cursor', after: 0, cursor: head, serverNow: services.clock.now() },
  ]
}

interface SnapshotPage {
  frames: Frame[]
  /** Where the next page starts; null after the last. */
  last: string | null
}

function pageEnd(rows: readonly { id: string }[]): string | null {
  return rows.length === wireLimits.pageSize ? rows.at(-1)!.id : null
}

async function relationshipPage(
  { database }: PullServices,
  access: Access,
  after: string,
  number: number,
): Promise<SnapshotPage> {
  const rows = await visibleRelationships(database, access)
    .where('relationship.id', '>', after as never)
    .orderBy('relationship.id')
    .limit(wireLimits.pageSize)
    .execute()
  const records = await buildRelationships(database, access, rows)
  return { frames: records.map((record) => ({ type: 'relationship', number, record })), last: pageEnd(rows) }
}

async function documentPage(
  { database }: PullServices,
  access: Access,
  after: string,
  number: number,
): Promise<SnapshotPage> {
  const rows = await visibleDocuments(database, access)
    .where('document.id', '>', after as never)
    .orderBy('document.id')
    .limit(wireLimits.pageSize)
    .execute()
  return { frames: rows.map((row) => ({ type: 'document', number, record: buildDocument(row) })), last: pageEnd(rows) }
}

async function changePage(
  { database, clock }: PullServices,
  access: Access,
  after: string,
  number: number,
): Promise<SnapshotPage> {
  const rows = await visibleChanges(database, access)
    .where('change.received_at', '>=', clock.now() - changeLogOnDeviceMs)
    .where('change.id', '>', after as never)
    .orderBy('change.id')
    .limit(wireLimits.pageSize)
    .execute()
  const records = await buildChanges(database, access, rows)
  return { frames: records.map((record) => ({ type: 'change', number, record })), last: pageEnd(rows) }
}
