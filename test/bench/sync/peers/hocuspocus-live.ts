/** Fifty Hocuspocus clients with one socket each, all documents open on it. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { arrivedAt, ArrivalSocket } from '../wire/counting-socket.ts'
import type { LiveClient, LiveEdits } from '../live-edits.ts'
import { live } from '../plan.ts'
import { documentName, readNotes, setNotes } from './nested-layout.ts'
import { peerToken } from './peer-token.ts'
import { serveLive } from './serve-live.ts'

async function openClient(port: number, client: number, edits: LiveEdits): Promise<LiveClient> {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}`,
    WebSocketPolyfill: ArrivalSocket,
  })
  const documents = await Promise.all(
    Array.from({ length: live.documents }, async (_, index) => {
      const document = new Y.Doc()
      await new Promise<void>((resolve) => {
        const provider = new HocuspocusProvider({
          websocketProvider,
          name: documentName(index),
          document,
          token: peerToken,
          awareness: null,
          onSynced: () => resolve(),
        })
        document.on('update', (_update, origin) => {
          if (origin === provider) edits.saw(client, readNotes(document), arrivedAt())
        })
        provider.attach()
      })
      return document
    }),
  )
  return {
    write: (document, notes) => setNotes(documents[document]!, notes),
    readNotes: (document) => readNotes(documents[document]!),
  }
}

await serveLive(openClient)
