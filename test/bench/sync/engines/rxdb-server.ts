/** The server's half of RxDB's replication over HTTP, as its documentation describes it: `/pull` and `/push`, packed with gzip. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzip } from 'node:zlib'
import { peerToken } from '../peers/peer-token.ts'
import { gzipLevel } from '../raw/gzip-level.ts'
import { openRecordDatabase, type RecordWrite } from './record-database.ts'

const records = openRecordDatabase(process.env['BENCH_DATABASE']!)

function answer(path: string, asked: unknown): unknown {
  if (path === '/push') return records.write(asked as RecordWrite[])
  const { checkpoint, batchSize } = asked as { checkpoint?: { number: number }; batchSize: number }
  const { documents, number } = records.changedAfter(checkpoint?.number ?? 0, batchSize)
  return { documents, checkpoint: { number } }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.headers.authorization !== `Bearer ${peerToken}`) return response.writeHead(401).end()
    const asked: unknown = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())
    const text = JSON.stringify(answer(request.url ?? '', asked))
    gzip(text, { level: gzipLevel }, (error, packed) => {
      if (error) return response.writeHead(500).end()
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
    })
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listening at http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => {
  records.close()
  process.exit(0)
})
