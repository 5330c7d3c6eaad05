/** Brings N documents up to date over y-websocket: a socket for each document, a limited number at a time. */
import { setImmediate as afterWriting } from 'node:timers/promises'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { CountingSocket, socketTraffic } from '../wire/counting-socket.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { openAtATime } from '../plan.ts'
import { checkStored } from './check-stored.ts'
import { openState, readRow, vectorOf } from './nested-layout.ts'
import { readPeerSeeds } from './peer-seeds.ts'
import { peerToken } from './peer-token.ts'

function prepare({ work, side, port, seeds }: Job): PreparedClient {
  const { names, stored, queued, wanted } = readPeerSeeds(seeds, work, side)
  // Nothing tells this client that the server took its edits: it is done when it has what it must have.
  const vectors = new Map([...wanted].map(([name, state]) => [name, vectorOf(state)]))
  const rows = new Map<string, unknown>()
  process.setMaxListeners(0)

  const synchronise = async (name: string) => {
    const parts = [stored.get(name), queued.get(name)].filter((part) => part !== undefined)
    const document = openState(...parts)
    const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, name, document, {
      WebSocketPolyfill: CountingSocket as unknown as typeof WebSocket,
      disableBc: true,
      params: { token: peerToken },
    })
    provider.awareness.setLocalState(null)
    await new Promise<void>((resolve) => {
      const look = () => {
        if (provider.synced && vectorOf(document) === vectors.get(name)) resolve()
      }
      provider.on('sync', look)
      document.on('update', look)
    })
    stored.set(name, Y.encodeStateAsUpdate(document))
    rows.set(name, readRow(document))
    // What answers the server's question must be on its way before the socket closes.
    await afterWriting()
    provider.destroy()
    document.destroy()
  }

  return {
    run: async () => {
      const waiting = names.values()
      const lane = async () => {
        for (const name of waiting) await synchronise(name)
      }
      await Promise.all(Array.from({ length: openAtATime }, lane))
    },
    traffic: socketTraffic,
    check: () => checkStored(wanted, stored),
  }
}

await serveJob(prepare)
