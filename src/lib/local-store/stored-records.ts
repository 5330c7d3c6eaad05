/**
 * Relationships and documents as the rest of the app reads and writes them: it cannot tell whether a record
 * lies in a page or, because it is newer, by itself. Writing needs a transaction over {@link packedTables}.
 */
import type { Table } from 'dexie'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import {
  readMeta,
  writeMeta,
  type LocalStore,
  type PackedPage,
  type PageKind,
  type Received,
  type StoredDocument,
  type StoredRelationship,
} from './local-store.ts'
import {
  findInPages,
  listIdsInPages,
  locateInPages,
  pageIds,
  placePage,
  removeFromPages,
  unpackPage,
} from './packed-pages.ts'
import { dropRows } from './packed-rows.ts'

interface Stored {
  relationship: StoredRelationship
  document: StoredDocument
}

/** What reading a relationship or a document may touch, and writing one. */
export function packedTables(store: LocalStore) {
  return [
    store.pages,
    store.relationships,
    store.documents,
    store.gone,
    store.rowPages,
    store.rowTexts,
    store.meta,
  ] as const
}

function tableOf<Kind extends PageKind>(store: LocalStore, kind: Kind): Table<Stored[Kind], string> {
  return (kind === 'relationship' ? store.relationships : store.documents) as unknown as Table<Stored[Kind], string>
}

/** Generations of which there may be records, newest first: more than one only while a snapshot is not whole. */
async function generationsOf(store: LocalStore): Promise<number[]> {
  const newest = await readMeta(store, 'generation')
  const whole = await readMeta(store, 'wholeGeneration')
  return Array.from({ length: newest - whole + 1 }, (_, back) => newest - back)
}

/** When this device stored a record is nobody else's business. */
function withoutStamp<Content extends object>(record: (Content & { stamp?: number }) | undefined): Content | undefined {
  if (!record || !('stamp' in record)) return record
  const { stamp: _stamp, ...content } = record
  return content as Content
}

async function read<Kind extends PageKind>(
  store: LocalStore,
  kind: Kind,
  ids: readonly string[],
): Promise<(Stored[Kind] | undefined)[]> {
  if (ids.length === 0) return []
  const own = (await tableOf(store, kind).bulkGet([...ids])).map(withoutStamp)
  const missing = ids.filter((_, place) => own[place] === undefined)
  if (missing.length === 0) return own
  const inPages = await findInPages(store, kind, await generationsOf(store), missing)
  return ids.map((id, place) => {
    const found = inPages.get(id)
    if (own[place] !== undefined || !found) return own[place]
    const { number, generation } = found.page
    return { ...found.record, number, generation } as unknown as Stored[Kind]
  })
}

/** In the order of the ids; undefined for what is not here. */
export async function readRelationships(store: LocalStore, ids: readonly RelationshipId[]) {
  return read(store, 'relationship', ids)
}

/** In the order of the ids; undefined for what is not here. */
export async function readDocuments(store: LocalStore, ids: readonly DocumentId[]) {
  return read(store, 'document', ids)
}

export async function findRelationship(store: LocalStore, id: RelationshipId): Promise<StoredRelationship | undefined> {
  return (await readRelationships(store, [id]))[0]
}

export async function findDocument(store: LocalStore, id: DocumentId): Promise<StoredDocument | undefined> {
  return (await readDocuments(store, [id]))[0]
}

/** Which of them are here, and since when: cheaper than reading them. */
async function locate(store: LocalStore, kind: PageKind, ids: readonly string[]): Promise<Map<string, Received>> {
  const own = await (tableOf(store, kind) as unknown as Table<Received, string>).bulkGet([...ids])
  const missing = ids.filter((_, place) => own[place] === undefined)
  const found = new Map<string, Received>(await locateInPages(store, kind, await generationsOf(store), missing))
  ids.forEach((id, place) => own[place] && found.set(id, own[place]))
  return found
}

/** Those of the ids whose documents are here. */
export async function knownDocumentIds(store: LocalStore, ids: readonly DocumentId[]): Promise<Set<DocumentId>> {
  return new Set((await locate(store, 'document', ids)).keys() as Iterable<DocumentId>)
}

/** Those of the ids whose relationships are here. */
export async function knownRelationshipIds(
  store: LocalStore,
  ids: readonly RelationshipId[],
): Promise<Set<RelationshipId>> {
  return new Set((await locate(store, 'relationship', ids)).keys() as Iterable<RelationshipId>)
}

async function listIds(store: LocalStore, kind: PageKind): Promise<Set<string>> {
  const found = await listIdsInPages(store, kind)
  for (const id of await tableOf(store, kind).toCollection().primaryKeys()) found.add(id)
  return found
}

export async function listRelationshipIds(store: LocalStore): Promise<Set<RelationshipId>> {
  return (await listIds(store, 'relationship')) as Set<RelationshipId>
}

export async function listDocumentIds(store: LocalStore): Promise<Set<DocumentId>> {
  return (await listIds(store, 'document')) as Set<DocumentId>
}

/** Every relationship, in no order: for what really needs all of them. */
export async function readAllRelationships(store: LocalStore): Promise<StoredRelationship[]> {
  const ids = await listRelationshipIds(store)
  return (await readRelationships(store, [...ids])).filter((record) => record !== undefined)
}

async function takeStamp(store: LocalStore): Promise<number> {
  const stamp = (await readMeta(store, 'stamp')) + 1
  await writeMeta(store, { stamp })
  return stamp
}

/** Records that are newer than what is here. */
export async function putRelationships(store: LocalStore, records: readonly StoredRelationship[]): Promise<void> {
  if (records.length === 0) return
  const stamp = await takeStamp(store)
  await store.relationships.bulkPut(records.map((record) => ({ ...record, stamp })))
  await store.gone.bulkDelete(records.map(({ id }) => id))
}

/** Records that are newer than what is here. */
export async function putDocuments(store: LocalStore, records: readonly StoredDocument[]): Promise<void> {
  await store.documents.bulkPut([...records])
}

/**
 * Puts received records in place unless what is here is newer (SYNC5). A record from before this snapshot gives
 * way whatever its number: a snapshot replaces (SYNC3).
 */
export async function placeReceived(
  store: LocalStore,
  kind: PageKind,
  page: Pick<PackedPage, 'number' | 'generation' | 'bytes'>,
): Promise<void> {
  const { number, generation } = page
  const records = unpackPage(kind, page.bytes)
  const known = await locate(
    store,
    kind,
    records.map(({ id }) => id),
  )
  const winning = records.filter(({ id }) => {
    const before = known.get(id)
    return !before || before.generation !== generation || before.number <= number
  })
  const placed = winning.map((record) => ({ ...record, number, generation }))
  if (kind === 'relationship') await putRelationships(store, placed as StoredRelationship[])
  else await putDocuments(store, placed as StoredDocument[])
}

/** A page of a snapshot, as it came. It replaces what earlier snapshots brought (SYNC3); what is newer stays before it. */
export async function putPage<Kind extends PageKind>(
  store: LocalStore,
  kind: Kind,
  page: Pick<PackedPage, 'number' | 'generation' | 'bytes'>,
): Promise<void> {
  const stamp = await takeStamp(store)
  const own = tableOf(store, kind)
  if (await placePage(store, { kind, stamp, ...page })) {
    const isOlder = ({ generation }: Stored[Kind]) => generation < page.generation
    if ((await own.count()) === 0) return
    await own.where('id').anyOf(pageIds(page.bytes)).and(isOlder).delete()
    return
  }
  await placeReceived(store, kind, page)
}

/** Takes them away for good: out of every page, the list's included, in this very transaction (DEV4). */
export async function removeRelationships(store: LocalStore, ids: readonly RelationshipId[]): Promise<void> {
  if (ids.length === 0) return
  const stamp = await takeStamp(store)
  await store.relationships.bulkDelete([...ids])
  await removeFromPages(store, 'relationship', await generationsOf(store), ids)
  await store.gone.bulkPut(ids.map((id) => ({ id, stamp })))
  await dropRows(store)
}

export async function removeDocuments(store: LocalStore, ids: readonly DocumentId[]): Promise<void> {
  if (ids.length === 0) return
  await store.documents.bulkDelete([...ids])
  await removeFromPages(store, 'document', await generationsOf(store), ids)
}

/** A snapshot replaces: what it did not name goes (SYNC3). */
export async function dropOlderRecords(store: LocalStore, generation: number): Promise<void> {
  for (const kind of ['relationship', 'document'] as const)
    await store.pages
      .where('[kind+generation+lastId]')
      .between([kind, 0, ''], [kind, generation, ''], true, false)
      .delete()
  const isOlder = (record: Received) => record.generation !== generation
  await store.relationships.filter(isOlder).delete()
  await store.documents.filter(isOlder).delete()
  await store.gone.clear()
  await dropRows(store)
  await takeStamp(store)
  await writeMeta(store, { wholeGeneration: generation })
}

/** What lies in pages, decoded when it is asked for. */
interface RelationshipPage {
  generation: number
  readRecords(): RelationshipRecord[]
}

/** What a list that knows everything up to a stamp must learn. */
export interface RelationshipNews {
  stamp: number
  /** Records of snapshots before this one are gone. */
  wholeGeneration: number
  pages: RelationshipPage[]
  /** Newer than any page. */
  records: StoredRelationship[]
  gone: RelationshipId[]
}

export async function readRelationshipNews(store: LocalStore, after: number): Promise<RelationshipNews> {
  return store.transaction('r', store.pages, store.relationships, store.gone, store.meta, async () => {
    const pages = await store.pages
      .where('[kind+stamp]')
      .between(['relationship', after], ['relationship', Infinity], false, true)
      .toArray()
    // A page brings back what lies before it, so all of that must be laid over it again.
    const records = await (
      pages.length > 0 ? store.relationships : store.relationships.where('stamp').above(after)
    ).toArray()
    return {
      stamp: await readMeta(store, 'stamp'),
      wholeGeneration: await readMeta(store, 'wholeGeneration'),
      pages: pages.map(({ generation, bytes }) => ({
        generation,
        readRecords: () => unpackPage('relationship', bytes),
      })),
      records,
      gone: await store.gone.where('stamp').above(after).primaryKeys(),
    }
  })
}
