/**
 * A device with TinyBase: one mergeable store of all customers, brought up to date by its own synchronizer on a WebSocket.
 * Nothing tells it that the server took its edits: it is done when it holds what it must and has sent them.
 */
import { readFileSync } from 'node:fs'
import { createMergeableStore } from 'tinybase'
import { createWsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client'
import { peerToken } from '../peers/peer-token.ts'
import { serveJob } from '../processes/device-process.ts'
import { CountingSocket, socketTraffic } from '../wire/counting-socket.ts'
import { findWrongRecords, flatEdits, wantedRecords } from './flat-customer.ts'
import { baseFile, openedAgoMs, table } from './tinybase-seeds.js'

/** TinyBase's default of 1 s is over before 10,000 customers have come. */
const requestTimeoutS = 120

function prepare({ work, side, n, port, seeds }) {
  const store = createMergeableStore(`${side} device`, () => Date.now() - openedAgoMs)
  if (work !== 'first') store.setMergeableContent(JSON.parse(readFileSync(baseFile(seeds), 'utf8')))
  const edits = work === 'return' ? flatEdits(n, side) : []
  store.transaction(() => {
    for (const { id, fields } of edits) store.setPartialRow(table, id, fields)
  })
  const wanted = wantedRecords(n, work, side)
  const problems = () =>
    findWrongRecords(wanted, (id) => (store.hasRow(table, id) ? store.getRow(table, id) : undefined))
  const unsent = new Set(edits.map(({ fields }) => fields.notes))

  return {
    run: async () => {
      const headers = { authorization: `Bearer ${peerToken}` }
      const socket = new CountingSocket(`ws://127.0.0.1:${port}/customers`, [], { headers, maxPayload: 2 ** 30 })
      const { promise: finished, resolve } = Promise.withResolvers()
      const look = () => {
        if (unsent.size === 0 && store.getRowCount(table) === n && problems().length === 0) resolve()
      }
      const onSend = (_to, _request, _message, body) => {
        if (unsent.size === 0) return
        const text = JSON.stringify(body)
        for (const notes of unsent) if (text.includes(notes)) unsent.delete(notes)
        queueMicrotask(look)
      }
      const synchronizer = await createWsSynchronizer(store, socket, requestTimeoutS, onSend)
      store.addDidFinishTransactionListener(look)
      await synchronizer.startSync()
      look()
      await finished
    },
    traffic: socketTraffic,
    check: problems,
  }
}

await serveJob(prepare)
