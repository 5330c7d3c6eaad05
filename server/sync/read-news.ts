/**
 * From feed entries to frames: each changed record once, as this user may see it now; what may no longer
 * be seen becomes `forget`. A page's number is its last entry's, so an older record never overwrites a newer one.
 */
import * as Y from 'yjs'
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import { updateColumns, type Collection, type Frame, type UpdateRecord } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { readFeed } from '../database/feed.ts'
import { buildAccount, buildChanges, buildDocument, buildRelationships } from '../database/reading/build-records.ts'
import { visibleChanges, visibleDocuments, visibleRelationships } from '../database/reading/visible.ts'
import { findChangesOf } from '../database/repository/change.ts'
import { readUpdates } from '../database/repository/document.ts'
import type { FeedEntryTable } from '../database/schema.ts'
import { updateKey, type AppliedItem } from './kept-edits.ts'

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

/** One page of what happened after `after`, without the updates that the device enters by itself. */
export async function readNews(
  database: Database,
  access: Access,
  after: number,
  kept: readonly AppliedItem[] = [],
): Promise<NewsPage> {
  const entries = await readFeed(database, access.organisationId, after, wireLimits.newsPageSize)
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
  const frames = [
    ...(await relationshipFrames(reading, keys('relationship') as RelationshipId[])),
    ...(await documentFrames(reading, documents)),
    ...(await changeFrames(reading, keys('change') as ChangeId[], documents)),
    ...(keys('account').length > 0 ? await accountFrames(reading) : []),
  ]
  return { frames, last, more: entries.length === wireLimits.newsPageSize }
}

function forgotten(
  collection: Collection,
  keys: readonly string[],
  seen: ReadonlySet<string>,
  number: number,
): Frame[] {
  return keys.filter((key) => !seen.has(key)).map((key) => ({ type: 'forget', number, collection, key }))
}

async function relationshipFrames({ database, access, number }: Reading, keys: RelationshipId[]): Promise<Frame[]> {
  if (keys.length === 0) return []
  const rows = await visibleRelationships(database, access).where('relationship.id', 'in', keys).execute()
  const records = await buildRelationships(database, access, rows)
  const page: Frame[] =
    records.length > 0 ? [{ type: 'relationships', number, page: encodePage(relationshipColumns, records) }] : []
  return [...page, ...forgotten('relationship', keys, new Set<string>(rows.map((row) => row.id)), number)]
}

/** Decisions by their own entries; what edits changed by their documents'. */
async function changeFrames(
  { database, access, number }: Reading,
  keys: ChangeId[],
  documents: readonly FeedEntryTable[],
): Promise<Frame[]> {
  const decided =
    keys.length === 0 ? [] : await visibleChanges(database, access).where('change.id', 'in', keys).execute()
  const edited = await findChangesOf(visibleChanges(database, access), documents)
  const records = await buildChanges(database, access, [...decided, ...edited])
  const page: Frame[] =
    records.length > 0 ? [{ type: 'changes', number, page: encodePage(changeColumns, records) }] : []
  return [...page, ...forgotten('change', keys, new Set<string>(decided.map((row) => row.id)), number)]
}

/** A document that is new to the device comes whole, another as the updates that these entries name. */
async function documentFrames(
  { database, access, number }: Reading,
  entries: readonly FeedEntryTable[],
): Promise<Frame[]> {
  if (entries.length === 0) return []
  const keys = [...new Set(entries.map((entry) => entry.key as DocumentId))]
  const visible = visibleDocuments(database, access).clearSelect()
  const seen = new Set<string>(
    (await visible.select('document.id').where('document.id', 'in', keys).execute()).map((row) => row.id),
  )
  const whole = new Set(entries.filter(({ key, seq }) => seq === 0 && seen.has(key)).map((entry) => entry.key))
  const frames: Frame[] = []
  if (whole.size > 0) {
    const rows = await visible
      .select(['document.id', 'document.kind', 'document.relationship_id', 'document.state'])
      .where('document.id', 'in', [...whole] as DocumentId[])
      .execute()
    frames.push({ type: 'documents', number, page: encodePage(documentColumns, rows.map(buildDocument)) })
  }
  const updates = await mergedUpdates(
    database,
    entries.filter(({ key }) => seen.has(key) && !whole.has(key)),
  )
  if (updates.length > 0) frames.push({ type: 'updates', number, page: encodePage(updateColumns, updates) })
  return [...frames, ...forgotten('document', keys, seen, number)]
}

async function mergedUpdates(database: Database, entries: readonly FeedEntryTable[]): Promise<UpdateRecord[]> {
  const byDocument = new Map<DocumentId, { bytes: Uint8Array[]; at: number }>()
  const rows = await readUpdates(database, entries)
  const times = new Map(entries.map(({ key, seq, at }) => [updateKey(key, seq), at]))
  for (const { document_id, seq, bytes } of rows) {
    const found = byDocument.get(document_id) ?? { bytes: [], at: 0 }
    found.bytes.push(bytes)
    found.at = Math.max(found.at, times.get(updateKey(document_id, seq)) ?? 0)
    byDocument.set(document_id, found)
  }
  return [...byDocument].map(([documentId, { bytes, at }]) => ({
    documentId,
    update: bytes.length === 1 ? bytes[0]! : Y.mergeUpdates(bytes),
    at,
  }))
}

async function accountFrames({ database, access, number }: Reading): Promise<Frame[]> {
  const record = await buildAccount(database, access)
  return record
    ? [{ type: 'account', number, record }]
    : [{ type: 'forget', number, collection: 'account', key: access.organisationId }]
}
