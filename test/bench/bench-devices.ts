/** `npm run bench:devices`: what many devices cost on the wire, and moving them at once against one by one. See README.md beside this. */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { DeviceRecord } from '#shared/domain/device/device.ts'
import type { DeviceId, ItemId, StoreId, UploadId } from '#shared/domain/ids.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { carryOut } from '../../server/decisions/carry-out.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { helloOf } from '../sync/raw-exchange.ts'
import { acme, openPair, type Pair, type TestDevice } from '../sync/world.ts'
import { printFigures, reporter, type Figure } from './app/figure.ts'

const inUpload = 500
const models = ['SM-S926B', 'SM-X306B', 'SM-A556B', 'SM-G736B', 'SM-T636B']

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100000' },
    moved: { type: 'string', default: '10000' },
    /** Moved one by one, of which the rest is reckoned. */
    single: { type: 'string', default: '200' },
  },
})
const [n, moved, single] = [values.n, values.moved, values.single].map(Number) as [number, number, number]
const figures: Figure[] = []
const report = reporter(figures, (line) => console.error(line))

/** The MSP's own, approved. */
async function fill({ world, msp }: Pair): Promise<DeviceId[]> {
  const resellerId = await world.organisation('reseller', 'Partshop')
  const { result } = await runUnitOfWork(world.services, async (unit) => {
    const seeding = { database: unit.trx, ids: unit.ids }
    const partyId = msp.user.organisationId
    const linkId = await seedLink(seeding, { resellerId, partyId })
    const made: DeviceId[] = []
    for (let start = 0; start < n; start += inUpload) {
      const upload = start / inUpload
      const { devices } = await seedUpload(seeding, {
        ...{ resellerId, partyId, linkId, count: Math.min(inUpload, n - start) },
        upload: { state: 'approved' },
        device: { model: models[upload % models.length]!, order_number: `PO-${10_000 + upload}` },
      })
      made.push(...devices.map(({ id }) => id))
    }
    return made
  })
  return result
}

/** What a new device of the MSP gets, with all kinds or without devices; bytes as gzip sends them. */
async function pulled(device: TestDevice, kinds: Record<string, number>): Promise<number> {
  const body = encodeRequest({ ...(await helloOf(device)), kinds, held: {}, cursor: null }, [])
  const response = await device.request(body, { 'accept-encoding': 'gzip' })
  if (!response.ok) throw new Error(`pull: ${response.status}`)
  const bytes = Buffer.from(await response.arrayBuffer())
  gunzipSync(bytes)
  return bytes.length
}

/** The same rows, each field a column, as one gzipped text. */
function gzippedColumns(rows: readonly DeviceRecord[]): number {
  const fields = Object.keys(rows[0]!) as (keyof DeviceRecord)[]
  return gzipSync(JSON.stringify(fields.map((field) => rows.map((row) => row[field])))).length
}

async function measureBytes({ world, msp }: Pair): Promise<void> {
  const { [deviceKind.name]: _, ...others } = readKinds
  const [all, rest] = [await pulled(msp, readKinds), await pulled(msp, others)]
  const device = await world.device(msp.user.id)
  await device.sync()
  const rows = await readAllRecords(device.store, deviceKind)
  if (rows.length !== n) throw new Error(`${rows.length} of ${n} devices arrived`)
  const columns = gzippedColumns(rows)
  report({
    section: `First sync of ${n.toLocaleString('en')} devices`,
    what: 'bytes, against the same rows as gzipped columns',
    cpu: 0,
    value: (all - rest) / columns,
    unit: '',
    goal: 1.5,
    note: `${((all - rest) / 1e6).toFixed(2)} MB, columns ${(columns / 1e6).toFixed(2)} MB`,
  })
}

async function measureMoves({ world, msp }: Pair, ids: readonly DeviceId[]): Promise<void> {
  const alone = await addCustomer.on(msp, { ...acme, managementType: 'fully', workEmail: 'al@alone.example' })
  await msp.sync()
  const row = (await readAllRecords(msp.store, relationshipKind)).find(({ id }) => id === alone.relationshipId)
  const to = { relationshipId: alone.relationshipId, customerId: row!.customerId }
  const move = async (some: readonly DeviceId[]) => {
    const started = performance.now()
    await runUnitOfWork(world.services, async (unit) => {
      const access = (await loadAccess(unit.trx, msp.user.id))!
      const item = { storeId: unit.ids.randomId() as StoreId, itemId: unit.ids.randomId() as ItemId }
      const uploadId = unit.ids.randomId() as UploadId
      const by = { services: world.services, unit, access, ...item, stamp: unit.now, waitedMs: 0 }
      await carryOut(by, 'move-devices', { ...to, uploadId, deviceIds: joinIds(some) })
    })
    return performance.now() - started
  }
  // A discarded run of each first.
  await move(ids.slice(0, 1))
  let oneByOne = 0
  for (const id of ids.slice(1, 1 + single)) oneByOne += await move([id])
  const atOnce = await move(ids.slice(1 + single, 1 + single + moved))
  report({
    section: `Moving ${moved.toLocaleString('en')} devices`,
    what: 'at once, against one by one',
    cpu: 0,
    value: atOnce / ((oneByOne / single) * moved),
    unit: '',
    goal: 1 / 20,
    note: `1 in ${((oneByOne / single / atOnce) * moved).toFixed(0)}: ${atOnce.toFixed(0)} ms; one ${(oneByOne / single).toFixed(2)} ms, measured ${single} times`,
  })
}

const pair = await openPair()
try {
  console.error(`adding ${n} devices …`)
  const ids = await fill(pair)
  await measureBytes(pair)
  await measureMoves(pair, ids)
} finally {
  await pair.world.close()
}
console.log(`\n${printFigures(figures)}\nload ${loadavg()[0]!.toFixed(1)}`)
