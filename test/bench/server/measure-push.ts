/** So many devices push batches of one size, each the next when the last is answered, for a while. */
import { loadavg } from 'node:os'
import type { SignedIn } from '../nodes/simulated-client.ts'
import { cpuSeconds, machineBusySeconds } from '../sync/process-usage.ts'
import { PushingDevice } from './pushing-device.ts'
import type { PushRow } from './report.ts'

export interface Setting {
  database: PushRow['database']
  origin: string
  serverPid: number
  /** CPU seconds of the database's own processes so far; NaN when it has none. */
  databaseCpu(): number
  /** Whose devices push, in this order. */
  people: readonly SignedIn[]
}

const warmUpBatches = 2

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Rejects when an edit is refused, or when the server holds something else in the end. */
export async function measurePush(setting: Setting, clients: number, batch: number, seconds: number): Promise<PushRow> {
  const devices = setting.people.slice(0, clients).map((person) => new PushingDevice(setting.origin, person))
  for (const device of devices) {
    await device.pull()
    for (let batches = 0; batches < warmUpBatches; batches++) await device.push(device.makeBatch(Math.min(batch, 50)))
  }
  const before = { server: cpuSeconds(setting.serverPid), database: setting.databaseCpu(), own: ownCpuSeconds() }
  const machine = machineBusySeconds()
  const startedAt = performance.now()
  const endAt = startedAt + seconds * 1000
  const requests: number[] = []
  const pushOn = async (device: PushingDevice) => {
    while (performance.now() < endAt) {
      const items = device.makeBatch(batch)
      const sentAt = performance.now()
      await device.push(items)
      requests.push(performance.now() - sentAt)
    }
  }
  await Promise.all(devices.map(pushOn))
  const wallS = (performance.now() - startedAt) / 1000
  const used = {
    server: cpuSeconds(setting.serverPid) - before.server,
    database: setting.databaseCpu() - before.database,
    own: ownCpuSeconds() - before.own,
  }
  const ours = used.server + used.own + (Number.isFinite(used.database) ? used.database : 0)
  const otherCores = Math.max(0, (machineBusySeconds() - machine - ours) / wallS)
  for (const [place, device] of devices.entries()) await check(setting, device, setting.people[place]!)
  const items = requests.length * batch
  const sorted = requests.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
  return {
    database: setting.database,
    clients,
    batch,
    items,
    itemsPerS: items / wallS,
    msPerItem: requests.reduce((sum, ms) => sum + ms, 0) / items,
    requestP50Ms: at(0.5),
    requestP95Ms: at(0.95),
    serverCpuMsPerItem: (used.server * 1000) / items,
    databaseCpuMsPerItem: (used.database * 1000) / items,
    otherCores,
    load: loadavg()[0]!,
  }
}

/** Another device of the same person gets what this one made. */
async function check({ origin }: Setting, device: PushingDevice, person: SignedIn): Promise<void> {
  const fresh = new PushingDevice(origin, person)
  await fresh.pull()
  const found = fresh.fingerprints()
  for (const [id, fingerprint] of device.fingerprints())
    if (found.get(id) !== fingerprint) throw new Error(`document ${id} differs on the server`)
}
