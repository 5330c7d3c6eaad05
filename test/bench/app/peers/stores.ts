/** In a plain page: how Yjs documents are stored by other means. Bundled for the benchmark only; `stores` is what it calls. */
import { Dexie, type Table } from 'dexie'
import * as idb from 'lib0/indexeddb'
import yDexie from 'y-dexie'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { unpackList, type PackedList } from '../../sync/packed-list.ts'

type Store = (documents: PackedList) => Promise<void>
/** As many as the app stores in one transaction. */
const perTransaction = 512
const atOnce = 64

const pages = <Each>(all: readonly Each[], size: number) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, page) => all.slice(page * size, (page + 1) * size))

function openDoc(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc
}

/** One record a document, as durable as the app's. */
const dexie: Store = async (documents) => {
  const database = new Dexie('plain', { chromeTransactionDurability: 'strict' })
  database.version(1).stores({ documents: 'id' })
  const table = database.table('documents') as Table<{ id: string; state: Uint8Array }, string>
  for (const page of pages(documents, perTransaction)) await table.bulkPut(page.map(([id, state]) => ({ id, state })))
  if ((await table.count()) !== documents.length) throw new Error('documents are missing')
  database.close()
}

const yDexieStore: Store = async (documents) => {
  const database = new Dexie('y', { addons: [yDexie], chromeTransactionDurability: 'strict' })
  database.version(1).stores({ documents: 'id, content: Y.Doc' })
  const table = database.table('documents') as Table<{ id: string; content: Y.Doc }, string>
  for (const page of pages(documents, perTransaction))
    await table.bulkAdd(page.map(([id, update]) => ({ id, content: openDoc(update) })))
  if ((await table.count()) !== documents.length) throw new Error('documents are missing')
  database.close()
}

/** A database for each document, which is how it works. */
const yIndexeddb: Store = async (documents) => {
  const rest = documents.values()
  const storeOne = async (id: string, update: Uint8Array) => {
    const doc = openDoc(update)
    const persistence = new IndexeddbPersistence(id, doc)
    await persistence.whenSynced
    // Waits for the transaction that wrote: this one reads the same store.
    const [updates] = idb.transact(persistence.db!, ['updates'], 'readonly')
    if ((await idb.count(updates!)) === 0) throw new Error('a document is missing')
    await persistence.destroy()
  }
  const worker = async () => {
    for (const [id, update] of rest) await storeOne(id, update)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const all = { dexie, 'y-dexie': yDexieStore, 'y-indexeddb': yIndexeddb }
export type Peer = keyof typeof all

export interface SeenStoring {
  ms: number
  longTasks: number[]
}

declare global {
  var stores: { store: (peer: Peer, count: number) => Promise<SeenStoring> }
}

globalThis.stores = {
  async store(peer, count) {
    const response = await fetch('/documents')
    const documents = unpackList(new Uint8Array(await response.arrayBuffer())).slice(0, count)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const longTasks: number[] = []
    const observer = new PerformanceObserver((list) =>
      longTasks.push(...list.getEntries().map((each) => each.duration)),
    )
    observer.observe({ type: 'longtask' })
    const startedAt = performance.now()
    await all[peer](documents)
    const ms = performance.now() - startedAt
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { ms, longTasks }
  },
}
