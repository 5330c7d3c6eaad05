/**
 * From feed entries to frames: each changed record once, as this user may see it now; what may no longer
 * be seen becomes `forget`. A page's number is its last entry's, so an older record never overwrites a newer one.
 */
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import { editColumns, type Collection, type Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { readFeed } from '../database/feed.ts'
import {
  buildAccount,
  buildChanges,
  buildDocument,
  buildEdits,
  buildRelationships,
} from '../database/reading/build-records.ts'
import {
  findFormerlyVisible,
  findVisibleRelationships,
  visibleChanges,
  visibleDocuments,
} from '../database/reading/visible.ts'
import { findChangesOf } from '../database/repository/change.ts'
import { readUpdates, updateKey } from '../database/repository/document.ts'
import type { FeedEntryTable } from '../database/schema.ts'
import type { AppliedItem } from './kept-edits.ts'

export interface NewsPage {
  frames: Frame[]
  /** The last entry read; null when there was none. */
  last: FeedEntryTable | null
  more: boolean
}

interface Reading {
  database: Database
  access: Access
  number: number
}

/** One page of what happened after `after`, of `most` entries, without the updates that the device enters by itself. */
export async function readNews(
  database: Database,
  access: Access,
  after: number,
  { kept = [], most = Infinity }: { kept?: readonly AppliedItem[]; most?: number } = {},
): Promise<NewsPage> {
  const limit = Math.min(most, wireLimits.newsPageSize)
  const entries = await readFeed(database, access.organisationId, after, limit)
  const last = entries.at(-1) ?? null
  if (!last) return { frames: [], last, more: false }
  const known = new Set(kept.map(({ documentId, seq }) => updateKey(documentId, seq)))
  const reading = { database, access, number: last.number }
  const keys = (collection: Collection) => [
    ...new Set(entries.filter((entry) => entry.collection === collection).map((entry) => entry.key)),
  ]
  const documents = entries.filter(
    ({ collection, key, seq }) => collection === 'document' && !known.has(updateKey(key, seq)),
  )
  const news = await documentNews(reading, documents)
  const frames = [
    ...(await relationshipFrames(reading, keys('relationship') as RelationshipId[])),
    ...news.frames,
    ...(await changeFrames(reading, keys('change') as ChangeId[], news)),
    ...(keys('account').length > 0 ? await accountFrames(reading) : []),
  ]
  return { frames, last, more: entries.length === limit }
}

/** What is gone is named to whoever may have had it; of the rest nobody hears that it is there. */
async function forgotten(
  { database, access, number }: Reading,
  collection: 'relationship' | 'document' | 'change',
  keys: readonly string[],
  seen: ReadonlySet<string>,
): Promise<Frame[]> {
  const gone = keys.filter((key) => !seen.has(key))
  const had = gone.length === 0 ? [] : await findFormerlyVisible(database, access, collection, gone)
  return had.map((key) => ({ type: 'forget', number, collection, key }))
}

async function relationshipFrames(reading: Reading, keys: RelationshipId[]): Promise<Frame[]> {
  if (keys.length === 0) return []
  const { database, access, number } = reading
  const rows = await findVisibleRelationships(database, access, keys)
  const records = await buildRelationships(database, access, rows)
  const page: Frame[] =
    records.length > 0 ? [{ type: 'relationships', number, page: encodePage(relationshipColumns, records) }] : []
  return [...page, ...(await forgotten(reading, 'relationship', keys, new Set(rows.map((row) => row.id))))]
}

/** Decisions, each by its own entry; and the log of documents whose edits don't come one by one. */
async function changeFrames(reading: Reading, keys: ChangeId[], { whole, gone }: DocumentNews): Promise<Frame[]> {
  const { database, access, number } = reading
  const visible = visibleChanges(database, access)
  const decided = keys.length === 0 ? [] : await visible.where('change.id', 'in', keys).execute()
  const ofWhole = whole.length === 0 ? [] : await visible.where('change.document_id', 'in', whole).execute()
  const records = await buildChanges(database, access, [
    ...decided,
    ...ofWhole,
    ...(await findChangesOf(visible, gone)),
  ])
  const page: Frame[] =
    records.length > 0 ? [{ type: 'changes', number, page: encodePage(changeColumns, records) }] : []
  return [...page, ...(await forgotten(reading, 'change', keys, new Set(decided.map((row) => row.id))))]
}

interface DocumentNews {
  frames: Frame[]
  /** Documents that come whole, with edits in them that have entries further on: their log comes whole, too. */
  whole: DocumentId[]
  /** Entries of documents that the reader no longer has. */
  gone: FeedEntryTable[]
}

/** A document that is new to the device comes whole, another edit by edit; to whoever doesn't read the log, which edits say, whole. */
async function documentNews(reading: Reading, entries: readonly FeedEntryTable[]): Promise<DocumentNews> {
  if (entries.length === 0) return { frames: [], whole: [], gone: [] }
  const { database, access } = reading
  const readsLog = access.permissions.has('view-activity')
  const keys = [...new Set(entries.map((entry) => entry.key as DocumentId))]
  const visible = visibleDocuments(database, access).clearSelect()
  const seen = new Set<string>(
    (await visible.select('document.id').where('document.id', 'in', keys).execute()).map((row) => row.id),
  )
  const wholeKeys = entries
    .filter(({ key, seq }) => seen.has(key) && (seq === 0 || !readsLog))
    .map((entry) => entry.key)
  const whole = [...new Set(wholeKeys)] as DocumentId[]
  const isEdit = ({ key }: FeedEntryTable) => seen.has(key) && !wholeKeys.includes(key)
  return {
    frames: [
      ...(await wholeDocuments(reading, whole)),
      ...(await editFrames(reading, entries.filter(isEdit))),
      ...(await forgotten(reading, 'document', keys, seen)),
    ],
    whole,
    gone: entries.filter(({ key }) => !seen.has(key)),
  }
}

async function wholeDocuments({ database, access, number }: Reading, documentIds: DocumentId[]): Promise<Frame[]> {
  if (documentIds.length === 0) return []
  const rows = await visibleDocuments(database, access)
    .clearSelect()
    .select(['document.id', 'document.kind', 'document.relationship_id', 'document.seq', 'document.state'])
    .where('document.id', 'in', documentIds)
    .execute()
  return [{ type: 'documents', number, page: encodePage(documentColumns, rows.map(buildDocument)) }]
}

async function editFrames({ database, access, number }: Reading, entries: readonly FeedEntryTable[]): Promise<Frame[]> {
  if (entries.length === 0) return []
  const updates = await readUpdates(database, entries)
  const edits = await buildEdits(database, access, entries, updates)
  return [{ type: 'edits', number, page: encodePage(editColumns, edits) }]
}

async function accountFrames({ database, access, number }: Reading): Promise<Frame[]> {
  const record = await buildAccount(database, access)
  return record
    ? [{ type: 'account', number, record }]
    : [{ type: 'forget', number, collection: 'account', key: access.organisationId }]
}
