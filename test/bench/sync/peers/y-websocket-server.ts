/** y-websocket's own server utilities behind ws, with a persistence that stores every update as it comes, as its own does. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setPersistence, setupWSConnection, type WSSharedDoc } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { openDocumentDatabase } from './document-database.ts'
import { peerToken } from './peer-token.ts'

const documents = openDocumentDatabase(process.env['BENCH_DATABASE']!)

setPersistence({
  provider: documents,
  bindState: (name: string, doc: WSSharedDoc) => {
    for (const part of documents.read(name)) Y.applyUpdate(doc, part)
    doc.on('update', (update: Uint8Array) => documents.append(name, update))
  },
  writeState: async () => undefined,
})

const sockets = new WebSocketServer({ noServer: true })
const server = createServer((_request, response) => response.end())
server.on('upgrade', (request, socket, head) => {
  // A connection is a document here, so this is the check of each document.
  const isPermitted = request.url?.startsWith('/c_') && request.url.includes(`token=${peerToken}`)
  if (!isPermitted) return socket.destroy()
  sockets.handleUpgrade(request, socket, head, (connection) => setupWSConnection(connection, request))
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
  console.log(`listening at http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => {
  documents.close()
  process.exit(0)
})
