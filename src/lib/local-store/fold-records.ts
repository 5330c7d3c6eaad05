/**
 * Folding records that are newer than their page back into it, when there are many: a start reads few pages
 * quickly, and thousands of records one by one slowly. A page at a time, each in a transaction of its own.
 */
import type { AnyKind } from '#shared/records/record-kind.ts'
import { kinds } from '#shared/records/kinds.ts'
import { readMeta, type LocalStore, type PackedPage, type StoredRecord } from './local-store.ts'
import { packPage, pagesFrom, rewritePage, unpackPage } from './packed-pages.ts'
import { countSingle } from './stored-records.ts'

/** So many newer records are no burden. */
const fewRecords = 512
const recordsInPage = 512

/** Folds when there are enough; `breathe` is awaited between two pages. */
export async function foldRecords(
  store: LocalStore,
  breathe: () => Promise<void>,
  options: { few?: number } = {},
): Promise<void> {
  for (const kind of kinds.filter(({ lies }) => lies === 'packed')) {
    if ((await countSingle(store, kind)) <= (options.few ?? fewRecords)) continue
    while (await foldPage(store, kind)) await breathe()
  }
}

/** False when there is nothing left to fold, or not now. */
async function foldPage(store: LocalStore, kind: AnyKind): Promise<boolean> {
  return store.transaction('rw', store.pages, store.records, store.meta, async () => {
    const generation = await readMeta(store, 'generation')
    // Until a snapshot is whole its pages arrive; folding waits.
    if (generation !== (await readMeta(store, 'wholeGeneration'))) return false
    const upTo = (id: string) => store.records.where('[kind+id]').between([kind.name, ''], [kind.name, id], true, true)
    const first = await upTo('\uffff').first()
    if (!first) return false
    const place = { kind, generation }
    const page = (await pagesFrom(store, place, first.id).first()) ?? (await pagesFrom(store, place).last())
    const next = page && (await pagesFrom(store, place, `${page.lastId}\u0000`).first())
    const own = await upTo(next ? page.lastId : '\uffff')
      .limit(recordsInPage)
      .toArray()
    await writeFolded(store, kind, page, generation, own)
    await store.records.bulkDelete(own.map(({ id }): [string, string] => [kind.name, id]))
    return true
  })
}

async function writeFolded(
  store: LocalStore,
  kind: AnyKind,
  page: PackedPage | undefined,
  generation: number,
  own: readonly StoredRecord[],
): Promise<void> {
  const byId = new Map<string, { id: string }>()
  for (const record of page ? unpackPage<{ id: string }>(kind, page) : []) byId.set(record.id, record)
  for (const { id, record } of own) byId.set(id, record)
  const records = [...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))
  const number = Math.max(page?.number ?? 0, ...own.map((record) => record.number))
  const stamp = Math.max(page?.stamp ?? 0, ...own.map((record) => record.stamp))
  const half = records.length > 2 * recordsInPage ? Math.ceil(records.length / 2) : records.length
  if (page) await rewritePage(store, kind, page, [])
  for (const part of [records.slice(0, half), records.slice(half)])
    if (part.length > 0)
      await store.pages.put({
        kind: kind.name,
        generation,
        number,
        stamp,
        firstId: part[0]!.id,
        lastId: part.at(-1)!.id,
        ...packPage(kind, part),
      })
}
