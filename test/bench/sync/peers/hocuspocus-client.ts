/** Brings N documents up to date over one Hocuspocus socket: all open together, or a limited number at a time. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { CountingSocket, socketTraffic } from '../wire/counting-socket.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { openAtATime } from '../plan.ts'
import { openState, readRow } from './nested-layout.ts'
import { readPeerSeeds } from './peer-seeds.ts'
import { peerToken } from './peer-token.ts'
import { checkStored } from './check-stored.ts'

function prepare({ system, work, side, port, seeds }: Job): PreparedClient {
  const { names, stored, queued, wanted } = readPeerSeeds(seeds, work, side)
  const rows = new Map<string, unknown>()
  const keepsAllOpen = system === 'hocuspocus-all'

  const synchronise = (websocketProvider: HocuspocusProviderWebsocket, name: string) =>
    new Promise<void>((resolve) => {
      const parts = [stored.get(name), queued.get(name)].filter((part) => part !== undefined)
      const document = openState(...parts)
      let isDone = false
      const look = () => {
        if (isDone || !provider.isSynced || provider.unsyncedChanges > 0) return
        isDone = true
        stored.set(name, Y.encodeStateAsUpdate(document))
        rows.set(name, readRow(document))
        if (!keepsAllOpen) {
          provider.destroy()
          document.destroy()
        }
        resolve()
      }
      const provider = new HocuspocusProvider({
        websocketProvider,
        name,
        document,
        token: peerToken,
        awareness: null,
        onSynced: look,
        onUnsyncedChanges: look,
      })
      provider.attach()
    })

  return {
    run: async () => {
      const socket = new HocuspocusProviderWebsocket({
        url: `ws://127.0.0.1:${port}`,
        WebSocketPolyfill: CountingSocket,
      })
      const waiting = names.values()
      const lane = async () => {
        for (const name of waiting) await synchronise(socket, name)
      }
      if (keepsAllOpen) await Promise.all(names.map((name) => synchronise(socket, name)))
      else await Promise.all(Array.from({ length: openAtATime }, lane))
    },
    traffic: socketTraffic,
    check: () => checkStored(wanted, stored),
  }
}

await serveJob(prepare)
