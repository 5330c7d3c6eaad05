/**
 * From feed entries to frames: each changed record once, as this user may see it now; what may no longer
 * be seen becomes `forget`. A page's number is its last entry's, so an older record never overwrites a newer one.
 */
import type { DocumentId } from '#shared/domain/ids.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { editColumns } from '#shared/protocol/edit-columns.ts'
import type { KindVersions } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { changeKind } from '#shared/records/change.ts'
import { documentKind } from '#shared/records/document.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { keysOf, readFeed } from '../database/feed.ts'
import { buildChanges, buildEdits } from '../database/reading/build-records.ts'
import { findFormerRoots, visibleChanges, visibleDocuments } from '../database/reading/visible.ts'
import { findChangesOf } from '../database/repository/change.ts'
import { readUpdates, updateKey } from '../database/repository/document.ts'
import type { FeedEntryTable } from '../database/tables/feed-tables.ts'
import { documents } from '../records/documents.ts'
import { forgetFrame, recordsFrame, sourcesFor, versionFor, type AnySource } from '../records/sources.ts'
import type { AppliedItem } from './kept-edits.ts'

export interface NewsPage {
  frames: Frame[]
  /** The last entry read; null when there was none. */
  last: FeedEntryTable | null
  more: boolean
  /** Whether some of it concerned single people only. */
  isPersonal: boolean
}

interface Reading {
  database: Database
  access: Access
  kinds: KindVersions
  number: number
}

export interface NewsOptions {
  /** What the device reads. */
  kinds: KindVersions
  /** Updates that the device enters by itself. */
  kept?: readonly AppliedItem[]
  /** The most entries of a page. */
  most?: number
}

/** One page of what happened after `after`. */
export async function readNews(
  database: Database,
  access: Access,
  after: number,
  { kinds, kept = [], most = wireLimits.newsPageSize }: NewsOptions,
): Promise<NewsPage> {
  const limit = Math.min(most, wireLimits.newsPageSize)
  const found = await readFeed(database, access.organisationId, after, limit)
  const read = found.slice(0, countNamed(found))
  const last = read.at(-1) ?? null
  if (!last) return { frames: [], last, more: false, isPersonal: false }
  const entries = read.filter(({ user_id }) => user_id === null || user_id === access.userId)
  const reading = { database, access, kinds, number: last.number }
  const frames: Frame[] = []
  for (const source of sourcesFor(kinds)) {
    if (source.kind === documentKind) frames.push(...(await documentFrames(reading, entries, kept)))
    else frames.push(...(await recordFrames(reading, source, rootsOf(source, entries))))
  }
  return {
    frames,
    last,
    more: read.length === limit || read.length < found.length,
    isPersonal: read.some(({ user_id }) => user_id !== null),
  }
}

/** The most records that a page of news names: an act on many devices names 512 an entry. */
const mostNamed = 20_000

/** How many of the entries name no more together; at least one. */
function countNamed(entries: readonly FeedEntryTable[]): number {
  let named = 0
  const beyond = entries.findIndex((entry, place) => (named += keysOf(entry).length) > mostNamed && place > 0)
  return beyond < 0 ? entries.length : beyond
}

/** Each record that the entries name → its root, where that was said. */
function rootsOf({ kind }: AnySource, entries: readonly FeedEntryTable[]): Map<string, string | null> {
  const named = entries.filter(({ collection }) => collection === kind.name)
  return new Map(named.flatMap((entry) => keysOf(entry).map((key) => [key, entry.root])))
}

async function recordFrames(
  reading: Reading,
  source: AnySource,
  roots: ReadonlyMap<string, string | null>,
): Promise<Frame[]> {
  const keys = [...roots.keys()]
  if (keys.length === 0) return []
  const { kinds, number } = reading
  const records = (await source.read(reading, keys)) as { id: string }[]
  const seen = new Set(records.map(({ id }) => id))
  const unseen = keys.filter((key) => !seen.has(key))
  // What is gone is named to whoever may have had it; of the rest nobody hears that it is there.
  const gone = unseen.length === 0 ? [] : await findGone(reading, source, unseen, roots)
  return [
    ...(records.length > 0 ? [recordsFrame(source.kind, kinds, number, records)] : []),
    ...(gone.length > 0 ? [forgetFrame(source.kind, number, gone)] : []),
  ]
}

async function findGone(
  { database, access }: Reading,
  source: AnySource,
  ids: readonly string[],
  roots: ReadonlyMap<string, string | null>,
): Promise<string[]> {
  if (source.mayHaveHad) return source.mayHaveHad({ database, access }, ids)
  const known = await findFormerRoots(database, access, [...new Set(ids.map((id) => roots.get(id) ?? null))])
  return ids.filter((id) => known.has(roots.get(id) ?? null))
}

/** A document that is new to the device comes whole and with its log, another edit by edit; to whoever doesn't read the log, which edits say, whole. */
async function documentFrames(
  reading: Reading,
  all: readonly FeedEntryTable[],
  kept: readonly AppliedItem[],
): Promise<Frame[]> {
  const known = new Set(kept.map(({ documentId, seq }) => updateKey(documentId, seq)))
  const entries = all.filter(
    ({ collection, key, seq }) => collection === documentKind.name && !known.has(updateKey(key, seq)),
  )
  if (entries.length === 0) return []
  const keys = [...new Set(entries.map(({ key }) => key as DocumentId))]
  const seen = await findSeen(reading, keys)
  const readsLog = reading.access.permissions.has('view-activity')
  const comesWhole = ({ key, seq }: FeedEntryTable) => seen.has(key) && (seq === 0 || !readsLog)
  const whole = new Set(entries.filter(comesWhole).map(({ key }) => key))
  const [edited, gone] = [
    entries.filter(({ key }) => seen.has(key) && !whole.has(key)),
    entries.filter(({ key }) => !seen.has(key)),
  ]
  const named = [...whole, ...keys.filter((key) => !seen.has(key))]
  return [
    ...(await recordFrames(reading, documents, new Map(named.map((id) => [id, null])))),
    ...(await editFrames(reading, edited)),
    ...(await logFrames(reading, [...whole] as DocumentId[], gone)),
  ]
}

async function findSeen({ database, access }: Reading, keys: readonly DocumentId[]): Promise<Set<string>> {
  const visible = visibleDocuments(database, access).clearSelect()
  const rows = await visible.select('document.id').where('document.id', 'in', keys).execute()
  return new Set(rows.map(({ id }) => id))
}

async function editFrames({ database, access, number }: Reading, entries: readonly FeedEntryTable[]): Promise<Frame[]> {
  if (entries.length === 0) return []
  const updates = await readUpdates(database, entries)
  const edits = await buildEdits(database, access, entries, updates)
  return [{ type: 'edits', number, page: encodePage(editColumns, edits) }]
}

/** The log of documents that come whole, with edits in them that have entries further on; and of those the reader no longer has. */
async function logFrames(
  { database, access, kinds, number }: Reading,
  whole: readonly DocumentId[],
  gone: readonly FeedEntryTable[],
): Promise<Frame[]> {
  if (versionFor(changeKind, kinds) === 0) return []
  const visible = visibleChanges(database, access)
  const ofWhole = whole.length === 0 ? [] : await visible.where('change.document_id', 'in', whole).execute()
  const records = await buildChanges(database, access, [...ofWhole, ...(await findChangesOf(visible, gone))])
  return records.length > 0 ? [recordsFrame(changeKind, kinds, number, records)] : []
}
