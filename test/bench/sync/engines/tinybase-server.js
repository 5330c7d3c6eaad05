/** TinyBase's own server: one store of all customers, kept by its persister for `node:sqlite`, as durably as Tandem's. */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { createMergeableStore } from 'tinybase'
import { createSqliteNodePersister } from 'tinybase/persisters/persister-sqlite-node'
import { createWsServer } from 'tinybase/synchronizers/synchronizer-ws-server'
import { WebSocketServer } from 'ws'
import { peerToken } from '../peers/peer-token.ts'

const database = new DatabaseSync(process.env['BENCH_DATABASE'])
database.exec('pragma journal_mode = wal; pragma synchronous = full')

const server = createServer()
const sockets = new WebSocketServer({
  server,
  maxPayload: 2 ** 30,
  verifyClient: ({ req }) => req.headers.authorization === `Bearer ${peerToken}`,
})
const tinybase = createWsServer(sockets, () => createSqliteNodePersister(createMergeableStore(), database, 'customers'))
server.listen(0, '127.0.0.1', () => console.log(`listening at http://127.0.0.1:${server.address().port}`))
process.on('SIGTERM', async () => {
  await tinybase.destroy()
  database.close()
  process.exit(0)
})
