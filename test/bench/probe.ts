import { cpSync, readFileSync, rmSync } from 'node:fs'
import zlib from 'node:zlib'
import { startApplication } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import './sync/tandem/extra-fields.ts'
import { BenchDevice, StoredStates } from './sync/tandem/bench-device.ts'
import { readPeople } from './sync/tandem/people.ts'
import { queueEdits } from './sync/tandem/queued-edits.ts'
import { HttpWire } from './sync/wire/http-wire.ts'
import { exchange } from './sync/tandem/exchange.ts'
import { FrameReader } from '#shared/protocol/frame.ts'
import { decodePage, encodePage } from '#shared/protocol/columns.ts'
import * as c from '#shared/protocol/columns.ts'
import { changeColumns, changeIds, activityDetails } from '#shared/protocol/record-columns.ts'
import { answerColumns, editColumns } from '#shared/protocol/response.ts'
const seeds = process.argv[2]!
rmSync('/tmp/probe', { recursive: true, force: true })
cpSync(seeds + '/tandem-return', '/tmp/probe', { recursive: true })
const app = await startApplication(parseConfig({ TANDEM_DATA: '/tmp/probe', PORT: '0' }))
const wire = new HttpWire(Number(new URL(app.address).port))
const shelf = new StoredStates()
const device = new BenchDevice(readPeople(seeds)[0], shelf)
device.reader().push(readFileSync(seeds + '/tandem-stored.frames'))
const items = queueEdits(10000, 'local', device, shelf)
const chunks: Uint8Array[] = []
await exchange(device, wire, items, { record: (x) => chunks.push(x) })
const frames: any[] = new FrameReader(1e9).push(Buffer.concat(chunks))
const z = (b: Uint8Array, l = 1) =>
  zlib.zstdCompressSync(b, { params: { [zlib.constants.ZSTD_c_compressionLevel]: l } }).length
const all = Buffer.concat(chunks)
for (const l of [1, 3, 6, 9, 12, 15, 19]) {
  const t = performance.now()
  console.log('zstd', l, z(all, l), (performance.now() - t).toFixed(1))
}
console.log(
  'gzip6',
  zlib.gzipSync(all).length,
  'br5',
  zlib.brotliCompressSync(all, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }).length,
  'br9',
  zlib.brotliCompressSync(all, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } }).length,
)
for (const f of frames) console.log(f.type, f.page?.length, f.page && z(f.page, 3))
const ans: any[] = frames.filter((f) => f.type === 'answers').flatMap((f) => decodePage(answerColumns, f.page, 1e6))
console.log('kept', ans.filter((a) => a.answer.kept).length, ans[0], ans.at(-1))
const show = (name: string, col: any, v: any[]) => {
  const p = encodePage(col, v)
  console.log('   ', name, v.length, p.length, z(p, 3))
}
for (const f of frames) {
  if (f.type === 'edits') {
    const v: any[] = decodePage(editColumns, f.page, 1e6)
    show(
      'ids',
      c.ids(),
      v.map((x) => x.documentId),
    )
    show(
      'bytes',
      c.byteStrings,
      v.map((x) => x.update),
    )
    show(
      'at',
      c.steps,
      v.map((x) => x.at),
    )
  }
  if (f.type === 'changes') {
    const v: any[] = decodePage(changeColumns, f.page, 1e6)
    show(
      'ids',
      changeIds,
      v.map((x) => x.id),
    )
    show(
      'at',
      c.steps,
      v.map((x) => x.at),
    )
    show(
      'rec',
      c.steps,
      v.map((x) => x.receivedAt),
    )
    show(
      'detail',
      activityDetails,
      v.map((x) => x.detail),
    )
    show(
      'before',
      c.texts,
      v.filter((x) => x.detail.type === 'field').map((x) => x.detail.before),
    )
    show(
      'after',
      c.texts,
      v.filter((x) => x.detail.type === 'field').map((x) => x.detail.after),
    )
    show(
      'ins',
      c.texts,
      v.filter((x) => x.detail.type === 'text').flatMap((x) => x.detail.inserted.map((r: any) => r.text)),
    )
    show(
      'del',
      c.texts,
      v.filter((x) => x.detail.type === 'text').flatMap((x) => x.detail.deleted.map((r: any) => r.text)),
    )
    show(
      'delid',
      c.numbers,
      v.filter((x) => x.detail.type === 'text').flatMap((x) => x.detail.deleted.map((r: any) => r.id.client)),
    )
    show(
      'insid',
      c.numbers,
      v.filter((x) => x.detail.type === 'text').flatMap((x) => x.detail.inserted.map((r: any) => r.id.client)),
    )
    show(
      'delafter',
      c.numbers,
      v.filter((x) => x.detail.type === 'text').flatMap((x) => x.detail.inserted.map((r: any) => r.after?.client ?? 0)),
    )
    console.log(JSON.stringify(v.slice(0, 2)))
  }
}
wire.close()
await app.close()
