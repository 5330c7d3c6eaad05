/**
 * One feed per organisation, numbered in commit order inside the commit (SYNC1). An entry says which
 * record changed, not how: readers build the record as this user may see it now (SYNC5).
 */
import type { Kysely } from 'kysely'
import type { DocumentFacts } from '#shared/domain/access/can.ts'
import type { DocumentId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { EditRecord } from '#shared/protocol/edit-columns.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import { builtOnce } from './built-once.ts'
import { lockedForUpdate } from './connection.ts'
import { inChunks, inRoundChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'
import type { FeedEntryTable, FeedHeadTable } from './tables/feed-tables.ts'
import type { FeedHeads, UnitOfWork } from './unit-of-work.ts'

/** The most ids that one entry names. */
export const keysOfEntry = 512
const keySeparator = ' '

export interface FeedNews {
  organisationId: OrganisationId
  /** The name of its kind of record. */
  collection: string
  /** Its id, or of many records of a root those that one act changed. */
  key: string | readonly string[]
  /** What the record is seen with and goes with: needed where its row will be gone when readers are told. */
  root?: string
  /** The only person it concerns; left out, everybody of the organisation who may see it. */
  userId?: UserId
  /** For documents: the seq this news brings; 0 for a whole document. */
  seq?: number
  /** What the entry brings this organisation's readers, where that is known without asking the database again. */
  edit?: EditNews | null
}

/** An edit as one organisation's readers get it; who of them may have it is asked when it is sent. */
export interface EditNews {
  record: EditRecord
  about: DocumentFacts
}

/** An entry as it was just committed. */
export interface CommittedEntry extends FeedEntryTable {
  edit: EditNews | null
}

const insertEntries = builtOnce((database, { rows }: { rows: FeedEntryTable[] }) =>
  database.insertInto('feed_entry').values(rows),
)

const saveHeads = builtOnce((database, { rows }: { rows: FeedHeadTable[] }) =>
  database
    .insertInto('feed_head')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('organisation_id').doUpdateSet(({ ref }) => ({ number: ref('excluded.number') })),
    ),
)

/** Numbers and writes the news of one transaction. Call it last. */
export async function appendFeed(
  unit: Pick<UnitOfWork, 'trx' | 'now' | 'ids'>,
  news: readonly FeedNews[],
): Promise<{ heads: FeedHeads; committed: CommittedEntry[] }> {
  const organisations = [...new Set(news.map((entry) => entry.organisationId))]
  if (organisations.length === 0) return { heads: new Map(), committed: [] }
  const heads = await lockHeads(unit.trx, organisations)
  const committed = unrepeated(news.flatMap(inEntries)).map((entry): CommittedEntry => {
    const { organisationId, collection, key, root, userId, seq, edit } = entry
    const number = heads.get(organisationId)! + 1
    heads.set(organisationId, number)
    return {
      organisation_id: organisationId,
      number,
      entry_id: unit.ids.randomId(),
      at: unit.now,
      collection,
      key,
      root: root ?? null,
      user_id: userId ?? null,
      seq: seq ?? 0,
      edit: edit ?? null,
    }
  })
  const entries = committed.map(({ edit: _edit, ...entry }) => entry)
  for (const rows of inRoundChunks(entries)) await insertEntries(unit.trx, { rows })
  for (const rows of inRoundChunks([...heads].map(([organisation_id, number]) => ({ organisation_id, number }))))
    await saveHeads(unit.trx, { rows })
  return { heads, committed }
}

const lockRows = builtOnce((database, { organisations }: { organisations: readonly OrganisationId[] }) =>
  lockedForUpdate(
    database
      .selectFrom('feed_head')
      .selectAll()
      .where('organisation_id', 'in', organisations)
      .orderBy('organisation_id'),
  ),
)

/** Every transaction locks heads here and in this order only, so that two can't wait for each other. */
async function lockHeads(
  database: Kysely<Schema>,
  organisations: readonly OrganisationId[],
): Promise<Map<OrganisationId, number>> {
  const rows = await lockRows(database, { organisations })
  if (rows.length !== organisations.length) throw new Error('organisation without a feed')
  return new Map(rows.map((row) => [row.organisation_id, row.number]))
}

type NewsOfEntry = FeedNews & { key: string }

/** Many ids of one act are few entries: 10,000 devices moved are 20. */
function inEntries(news: FeedNews): NewsOfEntry[] {
  if (typeof news.key === 'string') return [{ ...news, key: news.key }]
  return [...inChunks(news.key, keysOfEntry)].map((keys) => ({ ...news, key: keys.join(keySeparator) }))
}

/** The ids that an entry names. */
export function keysOf({ key }: Pick<FeedEntryTable, 'key'>): string[] {
  return key.split(keySeparator)
}

/** A record that changed twice in one transaction is one piece of news; each document update is its own. */
function unrepeated(news: readonly NewsOfEntry[]): NewsOfEntry[] {
  const byRecord = new Map(
    news.map((entry) => [
      `${entry.organisationId} ${entry.userId ?? ''} ${entry.collection} ${entry.key} ${entry.seq ?? 0}`,
      entry,
    ]),
  )
  return [...byRecord.values()]
}

/** Where an organisation's feed stands. The first entry of every feed is made with the organisation. */
export async function feedHead(database: Kysely<Schema>, organisationId: OrganisationId): Promise<Cursor> {
  const row = await database
    .selectFrom('feed_entry')
    .select(['number', 'entry_id'])
    .where('organisation_id', '=', organisationId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { number: row.number, entryId: row.entry_id } : { number: 0, entryId: '' }
}

/** Whether this feed has had that entry: a server restored from a backup may have another under the number (SYNC3). */
export async function isInFeed(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  cursor: Cursor,
): Promise<boolean> {
  const entry = await database
    .selectFrom('feed_entry')
    .select('entry_id')
    .where('organisation_id', '=', organisationId)
    .where('number', '=', cursor.number)
    .executeTakeFirst()
  return entry?.entry_id === cursor.entryId
}

/** What was said of these documents after `number`. */
export async function readDocumentEntries(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  number: number,
  documentIds: readonly DocumentId[],
): Promise<Pick<FeedEntryTable, 'key' | 'seq'>[]> {
  return database
    .selectFrom('feed_entry')
    .select(['key', 'seq'])
    .where('organisation_id', '=', organisationId)
    .where('number', '>', number)
    .where('collection', '=', 'document')
    .where('key', 'in', documentIds)
    .execute()
}

/** Up to `limit` entries after `number`, in order. */
export async function readFeed(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  after: number,
  limit: number,
): Promise<FeedEntryTable[]> {
  return database
    .selectFrom('feed_entry')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}

/**
 * Forgets the news from before `before`, ms, without leaving holes: a cursor names an entry with everything after it,
 * or none, and then a snapshot comes (SYNC2). The newest entry stays, so that whoever has seen everything is known.
 */
export async function deleteOldNews(database: Kysely<Schema>, before: number): Promise<void> {
  // Every quiet organisation has its newest entry left: looked at each time, they would be most of the work.
  const old = await database
    .selectFrom('feed_entry')
    .select('organisation_id')
    .distinct()
    .where('at', '<', before)
    .where(({ exists, selectFrom, eb }) =>
      exists(
        selectFrom('feed_entry as next')
          .select('next.number')
          .whereRef('next.organisation_id', '=', 'feed_entry.organisation_id')
          .whereRef('next.number', '=', eb('feed_entry.number', '+', 1))
          .where('next.at', '<', before),
      ),
    )
    .execute()
  for (const { organisation_id } of old) {
    const feed = database.selectFrom('feed_entry').where('organisation_id', '=', organisation_id)
    const young = await feed
      .select(({ fn }) => fn.min<number | null>('number').as('number'))
      .where('at', '>=', before)
      .executeTakeFirst()
    // The one before the first young one: whoever had seen everything until then stands there.
    const first = young?.number ? young.number - 1 : (await feedHead(database, organisation_id)).number
    await database
      .deleteFrom('feed_entry')
      .where('organisation_id', '=', organisation_id)
      .where('number', '<', first)
      .execute()
  }
}

const findTimes = builtOnce(
  (database, { organisationId, numbers }: { organisationId: OrganisationId; numbers: readonly number[] }) =>
    database
      .selectFrom('feed_entry')
      .select(['number', 'at'])
      .where('organisation_id', '=', organisationId)
      .where('number', 'in', numbers),
)

/** Number → when its entry was committed, ms; numbers the feed doesn't have are left out. */
export async function feedTimes(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  numbers: readonly number[],
): Promise<Map<number, number>> {
  const rows = await findTimes(database, { organisationId, numbers })
  return new Map(rows.map((row) => [row.number, row.at]))
}
