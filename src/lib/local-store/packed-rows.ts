/**
 * The list's rows by name with their search texts, packed for a quick start: a copy made from the records in
 * idle time, and dropped in the very transaction that takes a record away (DEV4). What came after its stamp
 * is read beside it; without it the list is built from the records.
 */
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { foldVersion } from '#shared/domain/search/fold.ts'
import { readMeta, writeMeta, type LocalStore, type RowsHead } from './local-store.ts'
import { readPageIds, versionOf } from '#shared/records/record-kind.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { packPage, unpackPage } from './packed-pages.ts'

/** Records of one page; decoding waits until somebody asks. */
export interface PackedRecords {
  readIds(): RelationshipId[]
  readRecords(): RelationshipRecord[]
}

/** Null also when their texts were folded in another way than questions are. */
export async function findRows(store: LocalStore): Promise<RowsHead | null> {
  const head = await readMeta(store, 'rows')
  return head?.fold === foldVersion ? head : null
}

/** The texts of some pages of a version, in order; fewer when they are gone meanwhile. */
export async function readRowTexts(
  store: LocalStore,
  { version }: RowsHead,
  from: number,
  to: number,
): Promise<string[]> {
  const pages = store.rowTexts.where('[version+place]').between([version, from], [version, to], true, false)
  return (await pages.toArray()).map(({ texts }) => texts)
}

/** The records of these pages of a version, in their order; null for those that are gone meanwhile. */
export async function readRowPages(
  store: LocalStore,
  { version, columns }: RowsHead,
  places: readonly number[],
): Promise<(PackedRecords | null)[]> {
  const pages = await store.rowPages.bulkGet(places.map((place): [number, number] => [version, place]))
  return pages.map((page) => (page ? openRowPage(page.bytes, columns) : null))
}

/** `columns`: with how many column groups it was written. */
export function openRowPage(bytes: Uint8Array, columns: RowsHead['columns']): PackedRecords {
  return {
    readIds: () => readPageIds(relationshipKind, bytes) as RelationshipId[],
    readRecords: () => unpackPage(relationshipKind, { bytes, ...(columns !== undefined && { version: columns }) }),
  }
}

/** How many records were stored after a stamp, about. */
export async function countNewsSince(store: LocalStore, stamp: number): Promise<number> {
  const since = [
    [relationshipKind.name, stamp],
    [relationshipKind.name, Infinity],
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
export async function beginRows(store: LocalStore, stamp: number): Promise<number | null> {
  return store.transaction('rw', store.meta, async () => {
    if ((await readMeta(store, 'stamp')) !== stamp) return null
    if ((await readMeta(store, 'generation')) !== (await readMeta(store, 'wholeGeneration'))) return null
    const rowsVersion = (await readMeta(store, 'rowsVersion')) + 1
    await writeMeta(store, { rowsVersion })
    return rowsVersion
  })
}

/** False when the version is no longer wanted: then nothing was stored. */
export async function writeRowPage(
  store: LocalStore,
  page: { version: number; place: number; records: readonly RelationshipRecord[]; texts: string },
): Promise<boolean> {
  const { version, place, records, texts } = page
  const { bytes } = packPage(relationshipKind, records)
  return store.transaction('rw', store.meta, store.rowPages, store.rowTexts, async () => {
    if ((await readMeta(store, 'rowsVersion')) !== version) return false
    await store.rowPages.put({ version, place, bytes })
    await store.rowTexts.put({ version, place, texts })
    return true
  })
}

/** From now on these are the rows; false when the version is no longer wanted. */
export async function finishRows(store: LocalStore, head: Omit<RowsHead, 'fold' | 'columns'>): Promise<boolean> {
  return store.transaction('rw', store.meta, store.rowPages, store.rowTexts, async () => {
    if ((await readMeta(store, 'rowsVersion')) !== head.version) return false
    await writeMeta(store, { rows: { ...head, fold: foldVersion, columns: versionOf(relationshipKind) } })
    for (const table of [store.rowPages, store.rowTexts])
      await table.where('[version+place]').below([head.version, 0]).delete()
    return true
  })
}

/** Call inside the transaction that takes a record away. */
export async function dropRows(store: LocalStore): Promise<void> {
  await store.rowPages.clear()
  await store.rowTexts.clear()
  await writeMeta(store, { rows: null, rowsVersion: (await readMeta(store, 'rowsVersion')) + 1 })
}
