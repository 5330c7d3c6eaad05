/** The limit: the bytes of the same documents by plain HTTP, packed with gzip; no merging and no database. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip, gunzipSync } from 'node:zlib'
import { peerFile } from '../peers/peer-seeds.ts'
import type { RunWork } from '../plan.ts'
import { gzipLevel } from './gzip-level.ts'

const seeds = process.env['BENCH_SEEDS']!
const work = process.env['BENCH_WORK'] as RunWork
const answers: Partial<Record<RunWork, Uint8Array>> = {
  first: readFileSync(peerFile(seeds, 'base')),
  return: readFileSync(peerFile(seeds, 'remote')),
}
const answer = answers[work] ?? new Uint8Array(0)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (chunks.length > 0) gunzipSync(Buffer.concat(chunks))
    response.setHeader('content-encoding', 'gzip')
    const packing = createGzip({ level: gzipLevel })
    packing.pipe(response)
    packing.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listening at http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => process.exit(0))
