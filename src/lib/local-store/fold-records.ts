/**
 * Folding records that are newer than their page back into it, when there are many: a start reads few pages
 * quickly, and thousands of records one by one slowly. A page at a time, each in a transaction of its own.
 */
import { readMeta, type LocalStore, type PackedPage, type PageKind } from './local-store.ts'
import { packPage, pagesFrom, rewritePage, unpackPage, type Packed } from './packed-pages.ts'

/** So many newer records are no burden. */
const fewRecords = 512
const recordsInPage = 512

type Own<Kind extends PageKind> = Packed[Kind] & { number: number; generation: number; stamp?: number }

/** Folds when there are enough; `breathe` is awaited between two pages. */
export async function foldRecords(
  store: LocalStore,
  breathe: () => Promise<void>,
  options: { few?: number } = {},
): Promise<void> {
  for (const kind of ['relationship', 'document'] as const) {
    if ((await ownTable(store, kind).count()) <= (options.few ?? fewRecords)) continue
    while (await foldPage(store, kind)) await breathe()
  }
}

function ownTable(store: LocalStore, kind: PageKind) {
  return kind === 'relationship' ? store.relationships : store.documents
}

/** False when there is nothing left to fold, or not now. */
async function foldPage<Kind extends PageKind>(store: LocalStore, kind: Kind): Promise<boolean> {
  return store.transaction('rw', store.pages, ownTable(store, kind), store.meta, async () => {
    const generation = await readMeta(store, 'generation')
    // Until a snapshot is whole its pages arrive; folding waits.
    if (generation !== (await readMeta(store, 'wholeGeneration'))) return false
    const first = await ownTable(store, kind).orderBy('id').first()
    if (!first) return false
    const place = { kind, generation }
    const page = (await pagesFrom(store, place, first.id).first()) ?? (await pagesFrom(store, place).last())
    const next = page && (await pagesFrom(store, place, `${page.lastId}\u0000`).first())
    const end = next ? page.lastId : '\uffff'
    const own = (await ownTable(store, kind)
      .where('id')
      .belowOrEqual(end)
      .limit(recordsInPage)
      .toArray()) as unknown as Own<Kind>[]
    await writeFolded(store, page as (PackedPage & { kind: Kind }) | undefined, { kind, generation }, own)
    const table = ownTable(store, kind)
    await (table as typeof store.documents).bulkDelete(own.map(({ id }) => id) as never[])
    return true
  })
}

async function writeFolded<Kind extends PageKind>(
  store: LocalStore,
  page: (PackedPage & { kind: Kind }) | undefined,
  place: { kind: Kind; generation: number },
  own: readonly Own<Kind>[],
): Promise<void> {
  const byId = new Map<string, Packed[Kind]>()
  for (const record of page ? unpackPage(place.kind, page.bytes) : []) byId.set(record.id, record)
  for (const record of own) byId.set(record.id, record)
  const records = [...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))
  const number = Math.max(page?.number ?? 0, ...own.map((record) => record.number))
  const stamp = Math.max(page?.stamp ?? 0, ...own.map((record) => record.stamp ?? 0))
  const folded = { ...place, number, stamp }
  const half = records.length > 2 * recordsInPage ? Math.ceil(records.length / 2) : records.length
  if (page) await rewritePage(store, page, [])
  for (const part of [records.slice(0, half), records.slice(half)])
    if (part.length > 0)
      await store.pages.put({
        ...folded,
        firstId: part[0]!.id,
        lastId: part.at(-1)!.id,
        bytes: packPage(place.kind, part),
      })
}
