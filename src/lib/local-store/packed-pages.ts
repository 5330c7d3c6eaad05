/**
 * Pages of records as they came from the server (DEV2): one entry of the database instead of five hundred, read
 * by the range of ids it holds. What is newer than its page lies beside it, see `stored-records.ts`. A page
 * is rewritten only to take records out, which happens at once (DEV4), or to fold newer ones in.
 */
import * as decoding from 'lib0/decoding'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document-record.ts'
import { decodePage, encodePage, ids, type Column } from '#shared/protocol/columns.ts'
import { documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { LocalStore, PackedPage, PageKind } from './local-store.ts'

export interface Packed {
  relationship: RelationshipRecord
  document: DocumentRecord
}

const columns: { [Kind in PageKind]: Column<Packed[Kind]> } = {
  relationship: relationshipColumns,
  document: documentColumns,
}

const idColumn = ids<string>()

/** The ids in a page: its first column, so that the rest need not be read. */
export function pageIds(bytes: Uint8Array): string[] {
  const decoder = decoding.createDecoder(bytes)
  return idColumn.read(decoder, Math.min(decoding.readVarUint(decoder), wireLimits.recordsPerPage))
}

export function unpackPage<Kind extends PageKind>(kind: Kind, bytes: Uint8Array): Packed[Kind][] {
  return decodePage(columns[kind], bytes, wireLimits.recordsPerPage)
}

export function packPage<Kind extends PageKind>(kind: Kind, records: readonly Packed[Kind][]): Uint8Array {
  return encodePage(columns[kind], records)
}

type Place = Pick<PackedPage, 'kind' | 'generation'>

/** Pages of a kind and generation from the one on that may hold `id`. */
export function pagesFrom(store: LocalStore, { kind, generation }: Place, id = '') {
  return store.pages
    .where('[kind+generation+lastId]')
    .between([kind, generation, id], [kind, generation, '\uffff'], true, true)
}

/** Stores a page as it came; false, and nothing stored, when it isn't in order or overlaps another. */
export async function placePage(store: LocalStore, page: Omit<PackedPage, 'firstId' | 'lastId'>): Promise<boolean> {
  const found = pageIds(page.bytes)
  const [firstId, lastId] = [found[0], found.at(-1)]
  if (firstId === undefined || lastId === undefined) return true
  if (found.some((id, place) => place > 0 && id <= found[place - 1]!)) return false
  const next = await pagesFrom(store, page, firstId).first()
  if (next && next.firstId <= lastId) return false
  // A view would keep alive, and store, all that it looks into.
  await store.pages.put({ ...page, firstId, lastId, bytes: page.bytes.slice() })
  return true
}

/** The page's records replaced by these, in order; without any the page goes. */
export async function rewritePage<Kind extends PageKind>(
  store: LocalStore,
  page: PackedPage & { kind: Kind },
  records: readonly Packed[Kind][],
): Promise<void> {
  await store.pages.delete([page.kind, page.generation, page.lastId])
  const [first, last] = [records[0], records.at(-1)]
  if (!first || !last) return
  await store.pages.put({ ...page, firstId: first.id, lastId: last.id, bytes: packPage(page.kind, records) })
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
    const held = inRange.length === 0 ? null : new Set(pageIds(page.bytes))
    const hits = new Set(inRange.filter((id) => held?.has(id)))
    if (hits.size > 0) await visit(page, hits)
    start = end
  }
}

export interface FoundInPage<Kind extends PageKind> {
  record: Packed[Kind]
  page: PackedPage
}

/** The records with these ids, by id; of several generations the newest. `generations`: newest first. */
export async function findInPages<Kind extends PageKind>(
  store: LocalStore,
  kind: Kind,
  generations: readonly number[],
  wanted: readonly string[],
): Promise<Map<string, FoundInPage<Kind>>> {
  const found = new Map<string, FoundInPage<Kind>>()
  for (const generation of generations) {
    const missing = wanted.filter((id) => !found.has(id))
    await visitPages(store, { kind, generation }, missing, async (page, hits) => {
      for (const record of unpackPage(kind, page.bytes)) if (hits.has(record.id)) found.set(record.id, { record, page })
    })
  }
  return found
}

/** Takes records out of every page that holds them, bytes and all (DEV4). */
export async function removeFromPages<Kind extends PageKind>(
  store: LocalStore,
  kind: Kind,
  generations: readonly number[],
  unwanted: readonly string[],
): Promise<void> {
  for (const generation of generations)
    await visitPages(store, { kind, generation }, unwanted, async (page, hits) => {
      const kept = unpackPage(kind, page.bytes).filter(({ id }) => !hits.has(id))
      await rewritePage(store, { ...page, kind }, kept)
    })
}

/** The pages that hold these ids, by id, without decoding them; of several generations the newest. */
export async function locateInPages(
  store: LocalStore,
  kind: PageKind,
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

export async function listIdsInPages(store: LocalStore, kind: PageKind): Promise<Set<string>> {
  const found = new Set<string>()
  await store.pages
    .where('[kind+stamp]')
    .between([kind, 0], [kind, Infinity], true, true)
    .each(({ bytes }) => {
      for (const id of pageIds(bytes)) found.add(id)
    })
  return found
}
