/**
 * A list's rows in its order with their search texts, packed for a quick start: a copy made from the records in
 * idle time, and dropped in the very transaction that takes a record of the kind away (DEV4). What came after its stamp
 * is read beside it; without it the list is built from the records.
 */
import { foldVersion } from '#shared/domain/search/fold.ts'
import { readMeta, writeMeta, type LocalStore, type RowsHead } from './local-store.ts'
import { readPageIds, versionOf, type AnyKind, type RecordKind } from '#shared/records/record-kind.ts'
import { packPage, unpackPage } from './packed-pages.ts'

/** Records of one page; decoding waits until somebody asks. */
export interface PackedRecords<Content extends { id: string }> {
  readIds(): Content['id'][]
  readRecords(): Content[]
}

/** Null also when their texts were folded in another way than questions are. */
export async function findRows(store: LocalStore, kind: AnyKind): Promise<RowsHead | null> {
  const head = (await readMeta(store, 'rows'))[kind.name]
  return head?.fold === foldVersion ? head : null
}

/** The texts of some pages of a version, in order; fewer when they are gone meanwhile. */
export async function readRowTexts(
  store: LocalStore,
  kind: AnyKind,
  { version }: RowsHead,
  from: number,
  to: number,
): Promise<string[]> {
  const { name } = kind
  const pages = store.listTexts
    .where('[kind+version+place]')
    .between([name, version, from], [name, version, to], true, false)
  return (await pages.toArray()).map(({ texts }) => texts)
}

/** The records of these pages of a version, in their order; null for those that are gone meanwhile. */
export async function readRowPages<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  { version, columns }: RowsHead,
  places: readonly number[],
): Promise<(PackedRecords<Content> | null)[]> {
  const keys = places.map((place): [string, number, number] => [kind.name, version, place])
  const pages = await store.listPages.bulkGet(keys)
  return pages.map((page) => (page ? openRowPage(kind, page.bytes, columns) : null))
}

/** `columns`: with how many column groups it was written. */
export function openRowPage<Content extends { id: string }>(
  kind: RecordKind<Content>,
  bytes: Uint8Array,
  columns: RowsHead['columns'],
): PackedRecords<Content> {
  return {
    readIds: () => readPageIds(kind, bytes) as Content['id'][],
    readRecords: () => unpackPage(kind, { bytes, ...(columns !== undefined && { version: columns }) }),
  }
}

/** How many records were stored after a stamp, about. */
export async function countNewsSince(store: LocalStore, kind: AnyKind, stamp: number): Promise<number> {
  const since = [
    [kind.name, stamp],
    [kind.name, Infinity],
  ] as const
  const pages = await store.pages
    .where('[kind+stamp]')
    .between(...since, false)
    .count()
  return (
    (await store.records
      .where('[kind+stamp]')
      .between(...since, false)
      .count()) +
    512 * pages
  )
}

/**
 * Another version of the rows, made from what was here at `stamp`; what others were writing is no longer
 * wanted. Null when records came since, or while a snapshot arrives: what went away must not come back.
 */
export async function beginRows(store: LocalStore, kind: AnyKind, stamp: number): Promise<number | null> {
  return store.transaction('rw', store.meta, async () => {
    if ((await readMeta(store, 'stamp')) !== stamp) return null
    if ((await readMeta(store, 'generation')) !== (await readMeta(store, 'wholeGeneration'))) return null
    return raiseVersion(store, kind)
  })
}

async function raiseVersion(store: LocalStore, kind: AnyKind): Promise<number> {
  const rowsVersions = await readMeta(store, 'rowsVersions')
  const version = (rowsVersions[kind.name] ?? 0) + 1
  await writeMeta(store, { rowsVersions: { ...rowsVersions, [kind.name]: version } })
  return version
}

async function isWanted(store: LocalStore, kind: AnyKind, version: number): Promise<boolean> {
  return (await readMeta(store, 'rowsVersions'))[kind.name] === version
}

/** False when the version is no longer wanted: then nothing was stored. */
export async function writeRowPage<Content extends { id: string }>(
  store: LocalStore,
  kind: RecordKind<Content>,
  page: { version: number; place: number; records: readonly Content[]; texts: string },
): Promise<boolean> {
  const { version, place, records, texts } = page
  const { bytes } = packPage(kind, records)
  return store.transaction('rw', store.meta, store.listPages, store.listTexts, async () => {
    if (!(await isWanted(store, kind, version))) return false
    await store.listPages.put({ kind: kind.name, version, place, bytes })
    await store.listTexts.put({ kind: kind.name, version, place, texts })
    return true
  })
}

/** From now on these are the rows; false when the version is no longer wanted. */
export async function finishRows(
  store: LocalStore,
  kind: AnyKind,
  head: Omit<RowsHead, 'fold' | 'columns'>,
): Promise<boolean> {
  return store.transaction('rw', store.meta, store.listPages, store.listTexts, async () => {
    if (!(await isWanted(store, kind, head.version))) return false
    const finished = { ...head, fold: foldVersion, columns: versionOf(kind) }
    await writeMeta(store, { rows: { ...(await readMeta(store, 'rows')), [kind.name]: finished } })
    await deleteBelow(store, kind, head.version)
    return true
  })
}

async function deleteBelow(store: LocalStore, kind: AnyKind, version: number): Promise<void> {
  for (const table of [store.listPages, store.listTexts])
    await table.where('[kind+version+place]').between([kind.name, 0, 0], [kind.name, version, 0], true, false).delete()
}

/** Call inside the transaction that takes a record of the kind away. */
export async function dropRows(store: LocalStore, kind: AnyKind): Promise<void> {
  await deleteBelow(store, kind, Infinity)
  const { [kind.name]: _dropped, ...rows } = await readMeta(store, 'rows')
  await writeMeta(store, { rows })
  await raiseVersion(store, kind)
}
