import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import { LocalStore, readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { beginRows, findRows, finishRows, writeRowPage } from '#lib/local-store/packed-rows.ts'
import {
  dropOlderRecords,
  putPage,
  putRelationships,
  recordTables,
  relationshipPage,
  removeRelationships,
} from './stored.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { ListIndex } from '#lib/list/list-index.ts'
import { noteReading, readRowsEarly, rowsAllRead, rowsReadEarly, takeFirstRows } from '#lib/list/first-rows.ts'
import type { CustomerListRow } from '#lib/queries/customers/customer-row.ts'
import { listOfCustomers, type CustomerChoice } from '#lib/queries/customers/list-of-customers.ts'
import { ListLoader, type Loaded } from '#lib/list/list-loader.ts'
import { searchRows } from '#lib/list/search-rows.ts'
import { relationshipRecord } from '../support/relationship-record.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'

const random = seededRandom(5)
const ids = seededIds(random)
const words = ['Ärzte', 'Meyer', 'Zoo', '한빛', 'apple', 'Brauhaus']
const pick = () => words[Math.floor(random() * words.length)]!

function relationship(companyName: string, id = newRelationshipId(ids)): RelationshipRecord {
  const customerId = String(1_000_000_000 + Math.floor(random() * 8e9)) as OrganisationId
  const { mspPrivate } = documentIdsOf(id)
  const tagged = { documentId: mspPrivate, internalReference: '', tags: ['Gold'], notes: '' }
  return relationshipRecord(id, companyName, { customerId, mspPrivate: tagged })
}

let store: LocalStore
let records: RelationshipRecord[]

beforeEach(async () => {
  store = new LocalStore('user' as UserId, { indexedDB: new IDBFactory(), IDBKeyRange })
  records = Array.from({ length: 1500 }, (_, place) => relationship(`${pick()} ${pick()} ${place}`))
  await snapshot(1)
})
afterEach(() => store.close())

async function change(work: () => Promise<void>): Promise<void> {
  await store.transaction('rw', [...recordTables(store)], async () => work())
}

async function snapshot(generation: number): Promise<void> {
  await writeMeta(store, { generation })
  const sorted = records.toSorted((left, right) => (left.id < right.id ? -1 : 1))
  for (let start = 0; start < sorted.length; start += 512) {
    const bytes = relationshipPage(sorted.slice(start, start + 512))
    await change(() => putPage(store, 'relationship', { number: generation, generation, bytes }))
  }
  await change(() => dropOlderRecords(store, generation))
}

interface Opened {
  index: ListIndex<RelationshipRecord, CustomerListRow, CustomerChoice>
  loader: ListLoader<RelationshipRecord, CustomerListRow, CustomerChoice>
  told: [Loaded, number][]
}

async function open(): Promise<Opened> {
  const index = new ListIndex(listOfCustomers, 0)
  const told: [Loaded, number][] = []
  const loader = new ListLoader(store, index, (loaded, total) => told.push([loaded, total]))
  await loader.start()
  return { index, loader, told }
}

const shown = ({ index }: Opened) =>
  new Map(index.rows.map((row) => [row.relationshipId, `${row.companyName}\n${row.searchText}`]))

/** What a device without packed rows shows. */
async function fromRecords(): Promise<Opened> {
  const rows = await readMeta(store, 'rows')
  await writeMeta(store, { rows: {} })
  const opened = await open()
  await writeMeta(store, { rows })
  return opened
}

describe('Packed rows', () => {
  test('[DEV2] a start from them shows what a start from the records shows, news and all', async () => {
    const first = await open()
    await first.loader.tidy()
    expect((await findRows(store, relationshipKind))?.count).toBe(1500)
    const again = await open()
    expect(again.told.map(([loaded]) => loaded)).toEqual(['some', 'searchable', 'whole', 'whole', 'detailed'])
    expect(again.told[0]).toEqual(['some', 1500])
    expect(shown(again)).toEqual(shown(first))
    expect(again.index.rows.map((row) => row.sortName)).toEqual(first.index.rows.map((row) => row.sortName))
    expect(again.index.choices).toEqual({ tags: ['Gold'], countries: ['DE'], devices: [] })

    const renamed = records.slice(0, 30).map((record) => ({ ...relationship(`New ${pick()}`, record.id) }))
    const added = relationship('Added')
    const placed = { number: 2, generation: 1 }
    await change(() =>
      putRelationships(
        store,
        [...renamed, added].map((record) => ({ ...record, ...placed })),
      ),
    )
    const later = await open()
    expect(later.told.map(([loaded]) => loaded)).toContain('some')
    await again.loader.follow()
    const truth = shown(await fromRecords())
    expect(shown(later)).toEqual(truth)
    expect(shown(again)).toEqual(truth)
    expect(truth.size).toBe(1501)
  })

  test('[FC11] whose texts were folded in an earlier way are left alone, and packed anew', async () => {
    const first = await open()
    await first.loader.tidy()
    const head = (await findRows(store, relationshipKind))!
    const { fold: _fold, ...old } = head
    await writeMeta(store, { rows: { [relationshipKind.name]: old } })
    expect(await takeFirstRows(store, relationshipKind.name)).toBeNull()
    expect(await findRows(store, relationshipKind)).toBeNull()
    const again = await open()
    expect(shown(again)).toEqual(shown(first))
    await again.loader.tidy()
    expect((await findRows(store, relationshipKind))?.version).toBeGreaterThan(head.version)
    expect(await takeFirstRows(store, relationshipKind.name)).not.toBeNull()
  })

  test('[DEV2] can be found before their records are read, and drawn as soon as somebody looks', async () => {
    await (await open()).loader.tidy()
    const index = new ListIndex(listOfCustomers, 0)
    let atOnce: Promise<void> | undefined
    let found: CustomerListRow[] = []
    const loader = new ListLoader(store, index, (loaded) => {
      if (loaded !== 'searchable') return
      found = [...searchRows(index.rows, records[700]!.facts.companyName)].slice(0, 1)
      expect(index.rows).toHaveLength(records.length)
      expect(found.map((row) => row.pending)).toEqual([true])
      expect(() => found[0]!.companyName).toThrow('not read yet')
      expect(index.find(records[700]!.customerId), 'who asks for it by its Customer ID waits').toBeNull()
      atOnce = loader.readNow(found).then(() => {
        expect(found[0]!.companyName).toBe(records[700]!.facts.companyName)
        expect(
          index.rows.some((row) => row.pending),
          'the others follow',
        ).toBe(true)
      })
    })
    await loader.start()
    await atOnce
    expect(index.rows.filter((row) => row.pending)).toEqual([])
    expect(index.find(records[700]!.customerId)).toBe(found[0])
  })

  test('[DEV4] that go away between their texts and their records are made anew from the records', async () => {
    await (await open()).loader.tidy()
    const index = new ListIndex(listOfCustomers, 0)
    let forgotten: Promise<void> | undefined
    const loader = new ListLoader(store, index, (loaded) => {
      if (loaded === 'some') forgotten = change(() => removeRelationships(store, [records[0]!.id]))
    })
    await loader.start()
    await forgotten
    expect(index.rows).toHaveLength(records.length - 1)
    expect(index.rows.filter((row) => row.pending)).toEqual([])
  })

  test('[DEV2] folding what came since changes nothing that is shown', async () => {
    const { loader } = await open()
    const placed = { number: 2, generation: 1 }
    const renamed = records.slice(0, 700).map((record) => relationship('Renamed', record.id))
    await change(() =>
      putRelationships(
        store,
        renamed.map((record) => ({ ...record, ...placed })),
      ),
    )
    await loader.follow()
    await loader.tidy()
    expect(await store.records.count()).toBe(0)
    expect(await loader.follow()).toBe(false)
    const opened = await open()
    expect(shown(opened)).toEqual(shown(await fromRecords()))
    expect(opened.index.rows.filter((row) => row.companyName === 'Renamed')).toHaveLength(700)
  })

  test('[DEV4] go in the transaction that forgets one of their records, and a draft begun before it is refused', async () => {
    const { loader } = await open()
    await loader.tidy()
    const stamp = (await findRows(store, relationshipKind))!.stamp
    const version = (await beginRows(store, relationshipKind, stamp))!
    await change(() => removeRelationships(store, [records[0]!.id]))
    expect(await findRows(store, relationshipKind)).toBeNull()
    expect(await store.listPages.count()).toBe(0)
    expect(await store.listTexts.count()).toBe(0)
    expect(await writeRowPage(store, relationshipKind, { version, place: 0, records, texts: '' })).toBe(false)
    const head = { version, stamp, generation: 1, count: 1, pages: 1, choices: {} }
    expect(await finishRows(store, relationshipKind, head)).toBe(false)
    expect(await beginRows(store, relationshipKind, stamp), 'made from what was here before').toBeNull()
    await loader.follow()
    await loader.tidy()
    expect((await findRows(store, relationshipKind))?.count).toBe(1499)
    const ids: RelationshipId[] = (await open()).index.rows.map((row) => row.relationshipId)
    expect(ids).not.toContain(records[0]!.id)
  })

  test('[SYNC3] a list that is open follows a snapshot that replaces', async () => {
    const opened = await open()
    await opened.loader.tidy()
    records = [...records.slice(0, 900).map((record) => relationship('Restored', record.id)), relationship('New')]
    await snapshot(2)
    await opened.loader.follow()
    expect(shown(opened)).toEqual(shown(await fromRecords()))
    expect(opened.index.rows).toHaveLength(901)
  })

  test('[DEV2] a page that waits for the rows read early is drawn with them: they take no turn of the database any more', async () => {
    await (await open()).loader.tidy()
    readRowsEarly(store, relationshipKind.name)
    await rowsReadEarly()
    const turns = { taken: 0 }
    void store.meta.count().then(() => turns.taken++)
    expect((await takeFirstRows(store, relationshipKind.name))?.head.count).toBe(records.length)
    expect(turns.taken).toBe(0)
  })

  test('[DEV2] what nobody sees waits until the rows are read', async () => {
    const order: string[] = []
    const reading = Promise.withResolvers<undefined>()
    noteReading(reading.promise)
    const waiting = rowsAllRead().then(() => order.push('the rest'))
    await new Promise((resolve) => setTimeout(resolve))
    order.push('rows')
    reading.resolve(undefined)
    await waiting
    expect(order).toEqual(['rows', 'the rest'])
  })
})
