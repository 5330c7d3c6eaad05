/** Fifty y-websocket clients with a socket for each document. */
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { arrivedAt, ArrivalSocket } from '../wire/counting-socket.ts'
import type { LiveClient, LiveEdits } from '../live-edits.ts'
import { live } from '../plan.ts'
import { documentName, readNotes, setNotes } from './nested-layout.ts'
import { peerToken } from './peer-token.ts'
import { serveLive } from './serve-live.ts'

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

process.setMaxListeners(0)
await serveLive(openClient)
