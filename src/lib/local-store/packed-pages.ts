/**
 * Pages of records as they came from the server (DEV2): one entry of the database instead of five hundred, read
 * by the range of ids it holds. What is newer than its page lies beside it, see `stored-records.ts`. A page
 * is rewritten only to take records out, which happens at once (DEV4), or to fold newer ones in.
 */
import { encodePage } from '#shared/protocol/columns.ts'
import {
  columnsOf,
  readPageIds,
  unpackRecords,
  versionOf,
  type AnyKind,
  type RecordKind,
} from '#shared/records/record-kind.ts'
import type { LocalStore, PackedPage } from './local-store.ts'

/** The records of a stored page. */
export function unpackPage<Content extends { id: string }>(
  kind: RecordKind<Content>,
  { version = 1, bytes }: Pick<PackedPage, 'version' | 'bytes'>,
): Content[] {
  return unpackRecords(kind, version, bytes)
}

/** What of a page says what is in it. */
export function packPage<Content extends { id: string }>(
  kind: RecordKind<Content>,
  records: readonly Content[],
): Pick<PackedPage, 'version' | 'bytes'> {
  return { version: versionOf(kind), bytes: encodePage(columnsOf(kind), records) }
}

interface Place {
  kind: AnyKind
  generation: number
}

/** Pages of a kind and generation from the one on that may hold `id`. */
export function pagesFrom(store: LocalStore, { kind, generation }: Place, id = '') {
  return store.pages
    .where('[kind+generation+lastId]')
    .between([kind.name, generation, id], [kind.name, generation, '\uffff'], true, true)
}

/** Stores a page as it came; false, and nothing stored, when it isn't in order or overlaps another. */
export async function placePage(
  store: LocalStore,
  kind: AnyKind,
  page: Omit<PackedPage, 'kind' | 'firstId' | 'lastId'>,
): Promise<boolean> {
  const found = readPageIds(kind, page.bytes)
  const [firstId, lastId] = [found[0], found.at(-1)]
  if (firstId === undefined || lastId === undefined) return true
  if (found.some((id, place) => place > 0 && id <= found[place - 1]!)) return false
  const next = await pagesFrom(store, { kind, generation: page.generation }, firstId).first()
  if (next && next.firstId <= lastId) return false
  // A view would keep alive, and store, all that it looks into.
  await store.pages.put({ ...page, kind: kind.name, firstId, lastId, bytes: page.bytes.slice() })
  return true
}

/** The page's records replaced by these, in order; without any the page goes. */
export async function rewritePage<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  page: PackedPage,
  records: readonly Content[],
): Promise<void> {
  await store.pages.delete([page.kind, page.generation, page.lastId])
  const [first, last] = [records[0], records.at(-1)]
  if (!first || !last) return
  await store.pages.put({ ...page, firstId: first.id, lastId: last.id, ...packPage(kind, records) })
}

/** Calls `visit` once for each page of the generation that holds any of the ids, which need no order. */
async function visitPages(
  store: LocalStore,
  place: Place,
  wanted: readonly string[],
  visit: (page: PackedPage, ids: Set<string>) => Promise<void>,
): Promise<void> {
  const sorted = wanted.toSorted()
  for (let start = 0; start < sorted.length;) {
    const page = await pagesFrom(store, place, sorted[start]).first()
    if (!page) return
    let end = start
    while (end < sorted.length && sorted[end]! <= page.lastId) end++
    const inRange = sorted.slice(start, end).filter((id) => id >= page.firstId)
    const held = inRange.length === 0 ? null : new Set(readPageIds(place.kind, page.bytes))
    const hits = new Set(inRange.filter((id) => held?.has(id)))
    if (hits.size > 0) await visit(page, hits)
    start = end
  }
}

export interface FoundInPage<Content> {
  record: Content
  page: PackedPage
}

/** The records with these ids, by id; of several generations the newest. `generations`: newest first. */
export async function findInPages<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  generations: readonly number[],
  wanted: readonly string[],
): Promise<Map<string, FoundInPage<Content>>> {
  const found = new Map<string, FoundInPage<Content>>()
  for (const generation of generations) {
    const missing = wanted.filter((id) => !found.has(id))
    await visitPages(store, { kind, generation }, missing, async (page, hits) => {
      for (const record of unpackPage(kind, page)) if (hits.has(record.id)) found.set(record.id, { record, page })
    })
  }
  return found
}

/** Takes records out of every page that holds them, bytes and all (DEV4). */
export async function removeFromPages(
  store: LocalStore,
  kind: AnyKind,
  generations: readonly number[],
  unwanted: readonly string[],
): Promise<void> {
  for (const generation of generations)
    await visitPages(store, { kind, generation }, unwanted, async (page, hits) => {
      const kept = unpackPage<{ id: string }>(kind, page).filter(({ id }) => !hits.has(id))
      await rewritePage(store, kind, page, kept)
    })
}

/** The pages that hold these ids, by id, without decoding them; of several generations the newest. */
export async function locateInPages(
  store: LocalStore,
  kind: AnyKind,
  generations: readonly number[],
  wanted: readonly string[],
): Promise<Map<string, Pick<PackedPage, 'number' | 'generation'>>> {
  const found = new Map<string, Pick<PackedPage, 'number' | 'generation'>>()
  for (const generation of generations) {
    const missing = wanted.filter((id) => !found.has(id))
    await visitPages(store, { kind, generation }, missing, async ({ number }, hits) => {
      for (const id of hits) found.set(id, { number, generation })
    })
  }
  return found
}

export async function listIdsInPages(store: LocalStore, kind: AnyKind): Promise<Set<string>> {
  const found = new Set<string>()
  await store.pages
    .where('[kind+stamp]')
    .between([kind.name, 0], [kind.name, Infinity], true, true)
    .each(({ bytes }) => {
      for (const id of readPageIds(kind, bytes)) found.add(id)
    })
  return found
}
