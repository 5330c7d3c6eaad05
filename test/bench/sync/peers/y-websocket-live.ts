/** Fifty y-websocket clients with a socket for each document. */
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { arrivedAt, ArrivalSocket, socketTraffic } from '../wire/counting-socket.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { LiveEdits, type LiveClient } from '../live-edits.ts'
import { live } from '../plan.ts'
import { documentName, readNotes, setNotes } from './nested-layout.ts'
import { peerToken } from './peer-token.ts'

async function openClient(port: number, client: number, edits: LiveEdits): Promise<LiveClient> {
  const documents = await Promise.all(
    Array.from({ length: live.documents }, async (_, index) => {
      const document = new Y.Doc()
      const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, documentName(index), document, {
        WebSocketPolyfill: ArrivalSocket as unknown as typeof WebSocket,
        disableBc: true,
        params: { token: peerToken },
      })
      provider.awareness.setLocalState(null)
      document.on('update', (_update, origin) => {
        if (origin === provider) edits.saw(client, readNotes(document), arrivedAt())
      })
      await new Promise<void>((resolve) => provider.on('sync', () => resolve()))
      return document
    }),
  )
  return {
    write: (document, notes) => setNotes(documents[document]!, notes),
    readNotes: (document) => readNotes(documents[document]!),
  }
}

async function prepare({ port }: Job): Promise<PreparedClient> {
  process.setMaxListeners(0)
  const edits = new LiveEdits()
  const clients: LiveClient[] = []
  for (let client = 0; client < live.clients; client++) clients.push(await openClient(port, client, edits))
  await edits.settle()
  return {
    run: () => edits.run(clients),
    latencies: () => edits.summary(),
    traffic: socketTraffic,
    check: () => edits.check(clients),
  }
}

await serveJob(prepare)
