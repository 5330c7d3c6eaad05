/**
 * From feed entries to frames: each changed record once, as this user may see it now; what may no longer
 * be seen becomes `forget`. A frame's number is the page's last, so an older record never overwrites a newer one.
 */
import * as Y from 'yjs'
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import type { Collection, Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { readUpdates } from '../database/repository/document.ts'
import { readFeed } from '../database/feed.ts'
import type { Database } from '../database/connection.ts'
import type { FeedEntryTable } from '../database/schema.ts'
import { buildAccount, buildChanges, buildDocument, buildRelationships } from '../database/reading/build-records.ts'
import { visibleChanges, visibleDocuments, visibleRelationships } from '../database/reading/visible.ts'

export interface NewsPage {
  frames: Frame[]
  /** The last entry read; null when there was none. */
  last: FeedEntryTable | null
  more: boolean
}

/** One page of what happened after `after`. */
export async function readNews(database: Database, access: Access, after: number): Promise<NewsPage> {
  const entries = await readFeed(database, access.organisationId, after, wireLimits.pageSize)
  const last = entries.at(-1) ?? null
  if (!last) return { frames: [], last, more: false }
  const keys = (collection: Collection) => [
    ...new Set(entries.filter((entry) => entry.collection === collection).map((entry) => entry.key)),
  ]
  const frames = [
    ...(await documentFrames(database, access, entries, last.number)),
    ...(await relationshipFrames(database, access, keys('relationship') as RelationshipId[], last.number)),
    ...(await changeFrames(database, access, keys('change') as ChangeId[], last.number)),
    ...(keys('account').length > 0 ? await accountFrames(database, access, last.number) : []),
  ]
  return { frames, last, more: entries.length === wireLimits.pageSize }
}

function forgotten(
  collection: Collection,
  keys: readonly string[],
  seen: ReadonlySet<string>,
  number: number,
): Frame[] {
  return keys.filter((key) => !seen.has(key)).map((key) => ({ type: 'forget', number, collection, key }))
}

async function relationshipFrames(
  database: Database,
  access: Access,
  keys: RelationshipId[],
  number: number,
): Promise<Frame[]> {
  if (keys.length === 0) return []
  const rows = await visibleRelationships(database, access).where('relationship.id', 'in', keys).execute()
  const records = await buildRelationships(database, access, rows)
  const seen = new Set<string>(rows.map((row) => row.id))
  return [
    ...records.map((record): Frame => ({ type: 'relationship', number, record })),
    ...forgotten('relationship', keys, seen, number),
  ]
}

async function changeFrames(database: Database, access: Access, keys: ChangeId[], number: number): Promise<Frame[]> {
  if (keys.length === 0) return []
  const rows = await visibleChanges(database, access).where('change.id', 'in', keys).execute()
  const records = await buildChanges(database, access, rows)
  const seen = new Set<string>(rows.map((row) => row.id))
  return [
    ...records.map((record): Frame => ({ type: 'change', number, record })),
    ...forgotten('change', keys, seen, number),
  ]
}

async function documentFrames(
  database: Database,
  access: Access,
  entries: readonly FeedEntryTable[],
  number: number,
): Promise<Frame[]> {
  const firstSeq = new Map<DocumentId, number>()
  for (const entry of entries) {
    if (entry.collection !== 'document') continue
    const id = entry.key as DocumentId
    firstSeq.set(id, Math.min(entry.seq, firstSeq.get(id) ?? entry.seq))
  }
  if (firstSeq.size === 0) return []
  const keys = [...firstSeq.keys()]
  const rows = await visibleDocuments(database, access).where('document.id', 'in', keys).execute()
  const frames: Frame[] = []
  for (const row of rows) {
    const seq = firstSeq.get(row.id)!
    if (seq === 0) frames.push({ type: 'document', number, record: buildDocument(row) })
    else
      frames.push({
        type: 'update',
        number,
        documentId: row.id,
        update: Y.mergeUpdates(await readUpdates(database, row.id, seq)),
      })
  }
  return [...frames, ...forgotten('document', keys, new Set<string>(rows.map((row) => row.id)), number)]
}

async function accountFrames(database: Database, access: Access, number: number): Promise<Frame[]> {
  const record = await buildAccount(database, access)
  return record
    ? [{ type: 'account', number, record }]
    : [{ type: 'forget', number, collection: 'account', key: access.organisationId }]
}
