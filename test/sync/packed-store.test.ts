import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { DocumentId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import { foldRecords } from '#lib/local-store/fold-records.ts'
import { LocalStore, writeMeta } from '#lib/local-store/local-store.ts'
import { readPageIds } from '#shared/records/record-kind.ts'
import { documentKind } from '#shared/records/document.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import {
  documentPage,
  dropOlderRecords,
  findDocument,
  findRelationship,
  listDocumentIds,
  listRelationshipIds,
  putDocuments,
  putPage,
  putRelationships,
  readAllRelationships,
  readDocuments,
  readRelationshipNews,
  readRelationships,
  recordTables,
  relationshipPage,
  removeDocuments,
  removeRelationships,
} from './stored.ts'
import { relationshipRecord } from '../support/relationship-record.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'

let store: LocalStore
beforeEach(() => {
  store = new LocalStore('user' as UserId, { indexedDB: new IDBFactory(), IDBKeyRange })
})
afterEach(() => store.close())

const random = seededRandom(11)
const ids = seededIds(random)
const chance = (likelihood: number) => random() < likelihood
const some = <Value>(values: Iterable<Value>, likelihood: number) => [...values].filter(() => chance(likelihood))

function documentOf(relationshipId: RelationshipId, text: string): DocumentRecord {
  const id = documentIdsOf(relationshipId).account
  return { id, kind: 'account', relationshipId, seq: 1, state: new TextEncoder().encode(text) }
}

const ascending = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)

/** A page of both kinds, as a snapshot brings them. */
async function putPages(names: ReadonlyMap<RelationshipId, string>, number: number, generation: number) {
  const relationships = [...names].map(([id, name]) => relationshipRecord(id, name)).toSorted(ascending)
  const documents = [...names].map(([id, name]) => documentOf(id, name)).toSorted(ascending)
  await inTransaction(async () => {
    const bytes = relationshipPage(relationships)
    await putPage(store, 'relationship', { number, generation, bytes })
    await putPage(store, 'document', { number, generation, bytes: documentPage(documents) })
  })
}

async function inTransaction(work: () => Promise<void>): Promise<void> {
  await store.transaction('rw', [...recordTables(store)], async () => work())
}

async function putNews(names: ReadonlyMap<RelationshipId, string>, number: number, generation: number) {
  const placed = { number, generation }
  await inTransaction(async () => {
    await putRelationships(
      store,
      [...names].map(([id, name]) => ({ ...relationshipRecord(id, name), ...placed })),
    )
    await putDocuments(
      store,
      [...names].map(([id, name]) => ({ ...documentOf(id, name), ...placed })),
    )
  })
}

async function forget(gone: readonly RelationshipId[]) {
  await inTransaction(async () => {
    await removeRelationships(store, gone)
    await removeDocuments(
      store,
      gone.map((id) => documentIdsOf(id).account),
    )
  })
}

const fold = (few = 0) => foldRecords(store, async () => undefined, { few })

async function everything(): Promise<string> {
  const rows = await Promise.all(store.tables.map((table) => table.toArray()))
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
}

const newNames = (count: number, name: () => string) =>
  new Map(Array.from({ length: count }, () => [newRelationshipId(ids), name()] as const))

describe('The packed store', () => {
  test('[DEV2] behaves exactly like a map under snapshots, news, forgetting and folding', async () => {
    let made = 0
    const name = () => `Company ${++made}`
    let model = new Map<RelationshipId, string>()
    let generation = 0
    let number = 0
    for (let step = 0; step < 60; step++) {
      number++
      if (step === 0 || chance(0.06)) {
        generation++
        await writeMeta(store, { generation })
        const restored = new Map([...some(model, 0.8), ...newNames(150, name)].map(([id]) => [id, name()]))
        const sorted = [...restored].toSorted(([left], [right]) => (left < right ? -1 : 1))
        const cutAfter = step > 0 && chance(0.3) ? Math.floor(random() * sorted.length) : sorted.length
        for (let start = 0; start < cutAfter; start += 64) {
          const page = new Map(sorted.slice(start, Math.min(start + 64, cutAfter)))
          await putPages(page, number, generation)
          for (const [id, told] of page) model.set(id, told)
          await compare()
        }
        if (cutAfter === sorted.length) {
          await inTransaction(() => dropOlderRecords(store, generation))
          model = restored
        }
      } else if (chance(0.6)) {
        const changed = new Map([...some(model.keys(), 0.05).map((id) => [id, name()] as const), ...newNames(2, name)])
        await putNews(changed, number, generation)
        for (const [id, told] of changed) model.set(id, told)
      } else if (chance(0.7)) {
        const gone = some(model.keys(), 0.03)
        await forget(gone)
        for (const id of gone) model.delete(id)
      } else await fold(Math.floor(random() * 20))
      await compare()
    }

    async function compare() {
      const wanted = [...some(model.keys(), 0.2), newRelationshipId(ids)]
      const found = await readRelationships(store, wanted)
      expect(found.map((record) => record?.facts.companyName)).toEqual(wanted.map((id) => model.get(id)))
      const documents = await readDocuments(
        store,
        wanted.map((id) => documentIdsOf(id).account),
      )
      expect(documents.map((each) => each && new TextDecoder().decode(each.state))).toEqual(
        wanted.map((id) => model.get(id)),
      )
      expect(await listRelationshipIds(store)).toEqual(new Set(model.keys()))
      expect(await listDocumentIds(store)).toEqual(new Set([...model.keys()].map((id) => documentIdsOf(id).account)))
    }
  })

  test('[DEV2] a list that follows the news knows the same as one that reads everything', async () => {
    let made = 0
    const name = () => `Company ${++made}`
    const known = new Map<RelationshipId, { name: string; generation: number }>()
    let stamp = 0
    let generation = 1
    await writeMeta(store, { generation })
    await putPages(newNames(200, name), 1, generation)
    await inTransaction(() => dropOlderRecords(store, generation))
    for (let step = 0; step < 60; step++) {
      const here = [...(await listRelationshipIds(store))]
      const dice = random()
      if (dice < 0.5) {
        const changed = new Map([...some(here, 0.04), newRelationshipId(ids)].map((id) => [id, name()]))
        await putNews(changed, step + 2, generation)
      } else if (dice < 0.75) await forget(some(here, 0.02))
      else if (dice < 0.92) await fold()
      else {
        await writeMeta(store, { generation: ++generation })
        await putPages(new Map(some(here, 0.9).map((id) => [id, name()])), step + 2, generation)
        if (chance(0.5)) await follow()
        await inTransaction(() => dropOlderRecords(store, generation))
      }
      if (chance(0.6)) await follow()
    }
    await follow()
    const all = await readAllRelationships(store)
    expect(new Map([...known].map(([id, each]) => [id, each.name]))).toEqual(
      new Map(all.map((record) => [record.id, record.facts.companyName])),
    )

    async function follow() {
      const news = await readRelationshipNews(store, stamp)
      for (const id of news.gone) known.delete(id)
      const put = (record: RelationshipRecord, of: number) => {
        if ((known.get(record.id)?.generation ?? 0) <= of)
          known.set(record.id, { name: record.facts.companyName, generation: of })
      }
      for (const page of news.pages) for (const record of page.readRecords()) put(record, page.generation)
      for (const record of news.records) put(record, record.generation)
      for (const [id, each] of known) if (each.generation < news.wholeGeneration) known.delete(id)
      stamp = news.stamp
    }
  })

  test('[DEV4] what is forgotten is in no record any more, neighbours are', async () => {
    await writeMeta(store, { generation: 1, wholeGeneration: 1 })
    const names = newNames(100, () => 'Somebody')
    const [marked, edited] = [...names.keys()] as [RelationshipId, RelationshipId]
    names.set(marked, 'Marked Company')
    await putPages(names, 1, 1)
    await putNews(new Map([[edited, 'Marked Company too']]), 2, 1)
    expect(await everything()).toContain('Marked Company')
    await forget([marked, edited])
    expect(await everything()).not.toContain('Marked Company')
    expect(await listRelationshipIds(store)).toEqual(new Set([...names.keys()].slice(2)))
  })

  test('[DEV2] a page is stored as a copy of its own', async () => {
    const bytes = relationshipPage([relationshipRecord(newRelationshipId(ids), 'Acme')])
    const frame = new Uint8Array(bytes.length + 1000)
    frame.set(bytes, 500)
    const view = frame.subarray(500, 500 + bytes.length)
    await inTransaction(() => putPage(store, 'relationship', { number: 1, generation: 0, bytes: view }))
    expect((await store.pages.toArray()).map((page) => page.bytes.buffer.byteLength)).toEqual([bytes.length])
  })

  test('[DEV2] a page out of order, or across another, is stored record by record', async () => {
    const names = [...newNames(6, () => 'Acme')].toSorted(([left], [right]) => (left < right ? -1 : 1))
    const pageOf = (...places: number[]) =>
      relationshipPage(places.map((place) => relationshipRecord(names[place]![0], `Company ${place}`)))
    await inTransaction(async () => {
      await putPage(store, 'relationship', { number: 1, generation: 0, bytes: pageOf(0, 3) })
      await putPage(store, 'relationship', { number: 1, generation: 0, bytes: pageOf(2, 1) })
      await putPage(store, 'relationship', { number: 1, generation: 0, bytes: pageOf(4, 5) })
      await putPage(store, 'relationship', { number: 1, generation: 0, bytes: relationshipPage([]) })
    })
    const found = await readRelationships(
      store,
      names.map(([id]) => id),
    )
    expect(found.map((record) => record?.facts.companyName)).toEqual(names.map((_, place) => `Company ${place}`))
    expect(await store.pages.count()).toBe(2)
  })

  test('[DEV2] one of a hundred thousand ids costs one page, and a page’s ids are its first column', async () => {
    const id = newRelationshipId(ids)
    expect(readPageIds(relationshipKind, relationshipPage([relationshipRecord(id, 'Acme')]))).toEqual([id])
    expect(readPageIds(documentKind, documentPage([documentOf(id, 'x')]))).toEqual([documentIdsOf(id).account])
    expect(await findRelationship(store, id)).toBeUndefined()
    expect(await findDocument(store, documentIdsOf(id).account as DocumentId)).toBeUndefined()
  })
})
