/**
 * Records as the rest of the app reads and writes them: it cannot tell whether one lies in a page or, because it is newer or
 * of a kind that lies singly, by itself. Writing needs a transaction over {@link recordTables}.
 */
import type { Table } from 'dexie'
import {
  readPageIds,
  readPageRoots,
  unpackRecords,
  type AnyKind,
  type Holder,
  type RecordKind,
} from '#shared/records/record-kind.ts'
import { kinds } from '#shared/records/kinds.ts'
import {
  readMeta,
  writeMeta,
  type LocalStore,
  type PackedPage,
  type Received,
  type StoredRecord,
} from './local-store.ts'
import { findInPages, listIdsInPages, locateInPages, placePage, removeFromPages } from './packed-pages.ts'
import { dropRows } from './packed-rows.ts'

/** What reading records may touch, and writing them. */
export function recordTables(store: LocalStore) {
  return [store.pages, store.records, store.wentAway, store.listPages, store.listTexts, store.meta] as const
}

/** Generations of which there may be records, newest first: more than one only while a snapshot is not whole. */
async function generationsOf(store: LocalStore): Promise<number[]> {
  const newest = await readMeta(store, 'generation')
  const whole = await readMeta(store, 'wholeGeneration')
  return Array.from({ length: newest - whole + 1 }, (_, back) => newest - back)
}

type Stored<Content> = Content & Received

/** When this device stored a record, and where, is nobody else's business. */
function contentOf<Content>({ record, number, generation }: StoredRecord): Stored<Content> {
  return { ...(record as Content), number, generation }
}

const keysOf = (kind: AnyKind, ids: readonly string[]) => ids.map((id): [string, string] => [kind.name, id])

/** In the order of the ids; undefined for what is not here. */
export async function readRecords<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  ids: readonly Content['id'][],
): Promise<(Stored<Content> | undefined)[]> {
  if (ids.length === 0) return []
  const own = (await store.records.bulkGet(keysOf(kind, ids))).map((row) => row && contentOf<Content>(row))
  const missing = kind.lies === 'packed' ? ids.filter((_, place) => own[place] === undefined) : []
  if (missing.length === 0) return own
  const inPages = await findInPages(store, kind, await generationsOf(store), missing)
  return ids.map((id, place) => {
    const found = inPages.get(id)
    if (own[place] !== undefined || !found) return own[place]
    return { ...found.record, number: found.page.number, generation: found.page.generation }
  })
}

export async function findRecord<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  id: Content['id'],
): Promise<Stored<Content> | undefined> {
  return (await readRecords(store, kind, [id]))[0]
}

/** Which of them are here, and since when: cheaper than reading them. */
async function locate(store: LocalStore, kind: AnyKind, ids: readonly string[]): Promise<Map<string, Received>> {
  const own = await store.records.bulkGet(keysOf(kind, ids))
  const missing = kind.lies === 'packed' ? ids.filter((_, place) => own[place] === undefined) : []
  const found = new Map<string, Received>(await locateInPages(store, kind, await generationsOf(store), missing))
  ids.forEach((id, place) => own[place] && found.set(id, own[place]))
  return found
}

/** Those of the ids whose records are here. */
export async function knownIds<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  ids: readonly Content['id'][],
): Promise<Set<Content['id']>> {
  return new Set((await locate(store, kind, ids)).keys())
}

function allOf(store: LocalStore, kind: AnyKind) {
  return store.records.where('[kind+id]').between([kind.name, ''], [kind.name, '\uffff'])
}

export async function listIds<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
): Promise<Set<Content['id']>> {
  const found = kind.lies === 'packed' ? await listIdsInPages(store, kind) : new Set<string>()
  for (const [, id] of await allOf(store, kind).primaryKeys()) found.add(id)
  return found
}

/** Every record of a kind, in no order: for what really needs all of them. */
export async function readAllRecords<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
): Promise<Stored<Content>[]> {
  const found = await readRecords(store, kind, [...(await listIds(store, kind))])
  return found.filter((record) => record !== undefined)
}

/** Records of a kind that lies singly, by what it says of them: newest last. */
export async function readRecordsOf<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  of: { part: string } | { root: string },
): Promise<Stored<Content>[]> {
  const [[index, value] = ['root', '']] = Object.entries(of)
  const rows = await store.records.where(`[kind+${index}]`).equals([kind.name, value]).toArray()
  return rows.toSorted((left, right) => (left.at ?? 0) - (right.at ?? 0)).map((row) => contentOf<Content>(row))
}

/** The newest of a kind that lies singly, newest first; without a limit all. */
export async function readNewest<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  limit = Infinity,
): Promise<Stored<Content>[]> {
  const all = store.records.where('[kind+at]').between([kind.name, -Infinity], [kind.name, Infinity]).reverse()
  return (await all.limit(limit).toArray()).map((row) => contentOf<Content>(row))
}

/** How many of a kind lie by themselves. */
export async function countSingle(store: LocalStore, kind: AnyKind): Promise<number> {
  return allOf(store, kind).count()
}

async function takeStamp(store: LocalStore): Promise<number> {
  const stamp = (await readMeta(store, 'stamp')) + 1
  await writeMeta(store, { stamp })
  return stamp
}

/** Records that are newer than what is here. */
export async function putRecords<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  holder: Holder,
  records: readonly Stored<Content>[],
): Promise<void> {
  if (records.length === 0) return
  const stamp = kind.isListed ? await takeStamp(store) : 0
  await store.records.bulkPut(records.map((record) => rowOf(kind, holder, stamp, record)))
  if (kind.isListed)
    await store.wentAway.bulkDelete(
      keysOf(
        kind,
        records.map(({ id }) => id),
      ),
    )
}

function rowOf<Content extends { id: string }>(
  kind: RecordKind<Content>,
  holder: Holder,
  stamp: number,
  { number, generation, ...content }: Stored<Content>,
): StoredRecord {
  const record = content as unknown as Content
  const [part, at] = [kind.partOf(record), kind.atOf(record)]
  return {
    kind: kind.name,
    id: record.id,
    root: kind.rootOf(record, holder),
    stamp,
    number,
    generation,
    ...(part !== null && { part }),
    ...(at !== null && { at }),
    record,
  }
}

type ReceivedPage = Pick<PackedPage, 'number' | 'generation' | 'bytes' | 'version'>

/**
 * Puts received records in place unless what is here is newer (SYNC5). A record from before this snapshot gives
 * way whatever its number: a snapshot replaces (SYNC3).
 */
export async function placeReceived(
  store: LocalStore,
  kind: AnyKind,
  holder: Holder,
  { number, generation, bytes, version = 1 }: ReceivedPage,
): Promise<void> {
  const records = unpackRecords(kind, version, bytes) as { id: string }[]
  const known = await locate(
    store,
    kind,
    records.map(({ id }) => id),
  )
  const winning = records.filter(({ id }) => {
    const before = known.get(id)
    return !before || before.generation !== generation || before.number <= number
  })
  await putRecords(
    store,
    kind,
    holder,
    winning.map((record) => ({ ...record, number, generation })),
  )
}

/** A page of a snapshot, as it came. It replaces what earlier snapshots brought (SYNC3); what is newer stays before it. */
export async function putPage(store: LocalStore, kind: AnyKind, holder: Holder, page: ReceivedPage): Promise<void> {
  if (kind.lies === 'packed') {
    const stamp = await takeStamp(store)
    if (await placePage(store, kind, { stamp, ...page })) {
      const ids = readPageIds(kind, page.bytes)
      if ((await countSingle(store, kind)) === 0) return
      const rows = await store.records.bulkGet(keysOf(kind, ids))
      const older = rows.filter((row) => row && row.generation < page.generation)
      await store.records.bulkDelete(older.map((row) => [row!.kind, row!.id]))
      return
    }
  }
  await placeReceived(store, kind, holder, page)
}

/** Takes them away for good: out of every page, the list's included, in this very transaction (DEV4). */
export async function removeRecords(store: LocalStore, kind: AnyKind, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await store.records.bulkDelete(keysOf(kind, ids))
  if (kind.lies === 'packed') await removeFromPages(store, kind, await generationsOf(store), ids)
  if (!kind.isListed) return
  const stamp = await takeStamp(store)
  await store.wentAway.bulkPut(ids.map((id) => ({ kind: kind.name, id, stamp })))
  await dropRows(store, kind)
}

/** All that these roots are the roots of, and the roots themselves. What a root’s end takes besides is named one by one. */
export async function removeRoots(store: LocalStore, holder: Holder, roots: readonly string[]): Promise<void> {
  if (roots.length === 0) return
  for (const kind of kinds) {
    const keys = roots.map((root): [string, string] => [kind.name, root])
    const single = (await store.records.where('[kind+root]').anyOf(keys).primaryKeys()).map(([, id]) => id)
    await removeRecords(store, kind, [...new Set([...single, ...(await packedOf(store, kind, holder, roots))])])
  }
}

/** Those of a kind that lie in pages and are theirs: found by their ids where these follow from the root, otherwise page by page. */
async function packedOf(store: LocalStore, kind: AnyKind, holder: Holder, roots: readonly string[]): Promise<string[]> {
  if (kind.lies !== 'packed') return []
  const gone = new Set(roots)
  const candidates = kind.isRoot ? [...roots] : kind.idsMadeWith && roots.flatMap(kind.idsMadeWith)
  if (!candidates) return listPackedOf(store, kind, holder, gone)
  const found = (await readRecords(store, kind, candidates)) as (Stored<{ id: string }> | undefined)[]
  return found.flatMap((record) => (record && gone.has(kind.rootOf(record, holder)) ? [record.id] : []))
}

async function listPackedOf(
  store: LocalStore,
  kind: AnyKind,
  holder: Holder,
  roots: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = []
  await store.pages
    .where('[kind+stamp]')
    .between([kind.name, 0], [kind.name, Infinity], true, true)
    .each(({ bytes }) => {
      for (const { id, root } of readPageRoots(kind, bytes, holder)) if (roots.has(root)) found.push(id)
    })
  return found
}

/** All whose root may be here no more (SYNC4), wherever it lies; what has none, '', is the person’s as long as they are signed in. Resolves to those roots. */
export async function removeRootsWhere(
  store: LocalStore,
  holder: Holder,
  isGone: (root: string) => boolean,
): Promise<string[]> {
  const gone = new Set<string>()
  for (const kind of kinds) {
    const ids: string[] = []
    const look = ({ id, root }: { id: string; root: string }) => {
      if (root === '' || !isGone(root)) return
      ids.push(id)
      gone.add(root)
    }
    if (kind.lies === 'packed')
      await store.pages
        .where('[kind+stamp]')
        .between([kind.name, 0], [kind.name, Infinity], true, true)
        .each(({ bytes }) => readPageRoots(kind, bytes, holder).forEach(look))
    const keys = await store.records.where('[kind+root]').between([kind.name, ''], [kind.name, '\uffff']).uniqueKeys()
    const strangers = keys
      .map((key) => (key as unknown as [string, string])[1])
      .filter((root) => root !== '' && isGone(root))
    for (const root of strangers)
      for (const [, id] of await store.records.where('[kind+root]').equals([kind.name, root]).primaryKeys())
        look({ id, root })
    await removeRecords(store, kind, [...new Set(ids)])
  }
  return [...gone]
}

/** A snapshot replaces: what it did not name goes (SYNC3). */
export async function dropOlderRecords(store: LocalStore, generation: number): Promise<void> {
  // Than the first data of all nothing can be older, and there may be much of it.
  const isFirst = generation === 1
  for (const kind of kinds) {
    if (kind.lies === 'packed')
      await store.pages
        .where('[kind+generation+lastId]')
        .between([kind.name, 0, ''], [kind.name, generation, ''], true, false)
        .delete()
    else if (isFirst) continue
    await allOf(store, kind)
      .and((record) => record.generation !== generation)
      .delete()
  }
  await store.wentAway.clear()
  for (const kind of kinds) if (kind.isListed) await dropRows(store, kind)
  await takeStamp(store)
  await writeMeta(store, { wholeGeneration: generation })
}

/** What lies in a page, decoded when it is asked for. */
interface NewPage<Content> {
  generation: number
  readRecords(): Content[]
}

/** What a list that knows everything up to a stamp must learn. */
export interface RecordNews<Content extends { id: string }> {
  stamp: number
  /** Records of snapshots before this one are gone. */
  wholeGeneration: number
  pages: NewPage<Content>[]
  /** Newer than any page. */
  records: Stored<Content>[]
  gone: Content['id'][]
}

function newerThan<Row, Key>(table: Table<Row, Key>, kind: AnyKind, stamp: number) {
  return table.where('[kind+stamp]').between([kind.name, stamp], [kind.name, Infinity], false, true)
}

/** For kinds that a list shows whole. */
export async function readNews<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  after: number,
): Promise<RecordNews<Content>> {
  return store.transaction('r', store.pages, store.records, store.wentAway, store.meta, async () => {
    const pages = await newerThan(store.pages, kind, after).toArray()
    // A page brings back what lies before it, so all of that must be laid over it again.
    const rows = await (pages.length > 0 ? allOf(store, kind) : newerThan(store.records, kind, after)).toArray()
    return {
      stamp: await readMeta(store, 'stamp'),
      wholeGeneration: await readMeta(store, 'wholeGeneration'),
      pages: pages.map(({ generation, bytes, version = 1 }) => ({
        generation,
        readRecords: () => unpackRecords(kind, version, bytes),
      })),
      records: rows.map((row) => contentOf<Content>(row)),
      gone: (await newerThan(store.wentAway, kind, after).primaryKeys()).map(([, id]) => id),
    }
  })
}

function laterThan(store: LocalStore, kind: AnyKind, at: number, isIncluded = false) {
  return store.records.where('[kind+at]').between([kind.name, at], [kind.name, Infinity], isIncluded, true)
}

/** How many of a kind that lies singly say that they are of after `at`. */
export async function countLater(store: LocalStore, kind: AnyKind, at: number): Promise<number> {
  return laterThan(store, kind, at).count()
}

/** Each of them, and of that very moment, some of them twice: so many at once that they fit into memory. */
export async function visitLater<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  at: number,
  visit: (content: Content) => void,
): Promise<void> {
  let from = at
  for (let most = 1000; ;) {
    const rows = await laterThan(store, kind, from, true).limit(most).toArray()
    for (const { record } of rows) visit(record as Content)
    if (rows.length < most) return
    const last = rows.at(-1)!.at ?? from
    // All of one moment: more at once, until there is another.
    if (last === from) most *= 2
    from = last
  }
}
