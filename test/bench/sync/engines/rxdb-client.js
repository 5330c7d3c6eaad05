/**
 * A device with RxDB: its own replication protocol over HTTP, its storage in memory as everybody's here. Where both sides
 * edited a record, a conflict handler of ours merges its fields: by itself RxDB drops what the device edited.
 */
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import { createRxDatabase } from 'rxdb'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { peerToken } from '../peers/peer-token.ts'
import { serveJob } from '../processes/device-process.ts'
import { gzipLevel } from '../raw/gzip-level.ts'
import { HttpWire } from '../wire/http-wire.ts'
import { findWrongRecords, flatCustomer, flatEdits, recordId, wantedRecords } from './flat-customer.ts'

const replicationIdentifier = 'bench'
/** RxDB's default of 100 would need a round trip for each. */
const batchSize = 10_000

const values = Object.entries(flatCustomer(0)).map(([field, value]) => [field, { type: typeof value }])
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 40 }, ...Object.fromEntries(values) },
}

const conflictHandler = {
  isEqual: (left, right) => isDeepStrictEqual(left, right),
  /** A field that the device didn't touch is the master's. */
  resolve: async ({ assumedMasterState, realMasterState, newDocumentState }) => {
    const touched = Object.entries(newDocumentState).filter(([field, value]) => assumedMasterState?.[field] !== value)
    return { ...realMasterState, ...Object.fromEntries(touched) }
  },
}

async function openCollection() {
  const database = await createRxDatabase({ name: 'bench', storage: getRxStorageMemory(), multiInstance: false })
  const { customers } = await database.addCollections({ customers: { schema, conflictHandler } })
  return customers
}

/** What the device had stored before: pulled, as it came then. */
async function fillWithBase(collection, n) {
  const documents = Array.from({ length: n }, (_, index) => ({
    id: recordId(index),
    ...flatCustomer(index),
    _deleted: false,
  }))
  const replication = replicateRxCollection({
    collection,
    replicationIdentifier,
    live: false,
    pull: {
      batchSize: n + 1,
      handler: async (checkpoint) => ({ documents: checkpoint ? [] : documents, checkpoint: { number: n } }),
    },
    push: { handler: async () => [] },
  })
  await replication.awaitInitialReplication()
  await replication.cancel()
}

async function prepare({ work, side, n, port }) {
  const collection = await openCollection()
  if (work !== 'first') await fillWithBase(collection, n)
  if (work === 'return') {
    const edits = new Map(flatEdits(n, side).map(({ id, fields }) => [id, fields]))
    const found = await collection.findByIds([...edits.keys()]).exec()
    await collection.bulkUpsert([...found.values()].map((each) => ({ ...each.toJSON(), ...edits.get(each.id) })))
  }
  // A browser has several connections: a push doesn't wait for a pull.
  const wires = { '/pull': new HttpWire(port), '/push': new HttpWire(port) }
  const ask = async (path, body) => {
    const headers = { authorization: `Bearer ${peerToken}`, 'content-encoding': 'gzip' }
    const packed = gzipSync(JSON.stringify(body), { level: gzipLevel })
    return JSON.parse(Buffer.concat(await Array.fromAsync(wires[path].post(path, packed, headers))).toString())
  }
  const stored = new Map()
  return {
    run: async () => {
      const failures = []
      const replication = replicateRxCollection({
        collection,
        replicationIdentifier,
        live: true,
        pull: { batchSize, handler: (checkpoint, limit) => ask('/pull', { checkpoint, batchSize: limit }) },
        push: { batchSize, handler: (rows) => ask('/push', rows) },
      })
      replication.error$.subscribe((error) => failures.push(error))
      await replication.awaitInSync()
      if (work === 'return') {
        // A pull that was answered before a push was, and arrives after it, puts the older state back: the next one mends that.
        replication.reSync()
        await replication.awaitInSync()
      }
      if (failures.length > 0) throw failures[0]
    },
    traffic: () =>
      Object.values(wires)
        .map((wire) => wire.traffic())
        .reduce((left, right) => ({
          upBytes: left.upBytes + right.upBytes,
          downBytes: left.downBytes + right.downBytes,
          messages: left.messages + right.messages,
        })),
    check: async () => {
      for (const each of await collection.find().exec()) stored.set(each.id, each.toJSON())
      return findWrongRecords(wantedRecords(n, work, side), (id) => stored.get(id))
    },
  }
}

await serveJob(prepare)
