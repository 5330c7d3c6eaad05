/** Hocuspocus as its documentation sets it up, with limits raised so that all documents fit on one socket. */
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import { openDocumentDatabase } from './document-database.ts'
import { mergeStates } from './nested-layout.ts'
import { peerToken } from './peer-token.ts'

const documents = openDocumentDatabase(process.env['BENCH_DATABASE']!)
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: true,
  maxPendingDocuments: 1_000_000,
  maxUnauthenticatedQueueMessages: 10_000_000,
  maxUnauthenticatedQueueSize: 2 ** 30,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => {
        const parts = documents.read(documentName)
        return parts.length === 0 ? null : mergeStates(...parts)
      },
      store: async ({ documentName, state }) => documents.write(documentName, state),
    }),
  ],
  onAuthenticate: async ({ token, documentName }) => {
    if (token !== peerToken || !documentName.startsWith('c_')) throw new Error('not permitted')
  },
})
await server.listen()
console.log(`listening at http://127.0.0.1:${server.address.port}`)
