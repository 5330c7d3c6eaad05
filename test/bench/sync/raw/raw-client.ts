/** One request: edits up, the rest down. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { packList, unpackList, type PackedList } from '../packed-list.ts'
import { peerFile } from '../peers/peer-seeds.ts'
import { HttpWire } from '../wire/http-wire.ts'
import { gzipLevel } from './gzip-level.ts'

function prepare({ work, side, port, seeds }: Job): PreparedClient {
  const wire = new HttpWire(port)
  const edits = readFileSync(peerFile(seeds, side))
  let received: PackedList = []
  return {
    run: async () => {
      const body = work === 'return' ? gzipSync(edits, { level: gzipLevel }) : new Uint8Array(0)
      const chunks: Uint8Array[] = []
      for await (const chunk of wire.post('/', body)) chunks.push(chunk)
      const answer = Buffer.concat(chunks)
      if (answer.length > 0) received = unpackList(answer)
    },
    traffic: () => wire.traffic(),
    check: () => {
      if (work === 'nochange') return []
      const wanted = readFileSync(peerFile(seeds, work === 'return' ? 'remote' : 'base'))
      return wanted.equals(packList(received)) ? [] : ['not the bytes that were sent']
    },
  }
}

await serveJob(prepare)
