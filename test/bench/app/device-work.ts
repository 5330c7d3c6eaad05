/** The list of twice as many devices against the list of customers, on the same tablet: how soon it is there, and its search. */
import { setTimeout as wait } from 'node:timers/promises'
import { lastImei } from './add-devices.ts'
import { startOnce } from './cold-start.ts'
import { companyName } from './customers.ts'
import { median, percentile, type Report } from './figure.ts'
import { listHas, searchTimes } from './list-work.ts'
import type { Tablet } from './tablet.ts'

const section = 'Devices against customers, offline'
/** As many keys each: digits and words that many rows hold, and some that none does. */
const customerSearches = ['rheinkanal l', 'technik 1049', 'qqzz']
const deviceSearches = ['3500000000412', 'sm-x306b 100', 'qqzz']

interface Options {
  n: number
  devices: number
  runs: number
}

export async function measureDevices(
  tablet: Tablet,
  origin: string,
  { n, devices, runs }: Options,
  report: Report,
): Promise<void> {
  const cpu = 4
  const starts = { customers: [] as number[][], devices: [] as number[][] }
  for (let run = 0; run < runs; run++) {
    const ofCustomers = await startOnce(tablet, `${origin}/customers`, companyName(n - 1, n), cpu)
    const ofDevices = await startOnce(tablet, `${origin}/devices`, lastImei(devices), cpu)
    starts.customers.push([ofCustomers.rows, ofCustomers.found])
    starts.devices.push([ofDevices.rows, ofDevices.found])
  }
  for (const [place, what] of ['first rows painted', 'all searchable'].entries()) {
    const [one, other] = [starts.devices, starts.customers].map((each) => median(each.map((seen) => seen[place]!)))
    const note = `${(one! / 1000).toFixed(2)} s, customers ${(other! / 1000).toFixed(2)} s; median of ${runs}`
    report({ section, what: `${what}, ratio`, cpu, value: one! / other!, unit: '', goal: 2, note })
  }
  const times: Record<string, number> = {}
  for (const [path, count, texts] of [
    ['customers', n, customerSearches],
    ['devices', devices, deviceSearches],
  ] as const) {
    const { page } = await tablet.start(cpu)
    await page.goto(`${origin}/${path}`, { waitUntil: 'commit' })
    await listHas(page, count)
    await wait(3000)
    times[path] = percentile(await searchTimes(page, texts), 0.95)
    await tablet.close()
  }
  const { customers = NaN, devices: ofDevices = NaN } = times
  report({
    section,
    what: 'key in search → results painted, p95, ratio',
    cpu,
    value: ofDevices / customers,
    unit: '',
    goal: 2.5,
    note: `${ofDevices.toFixed(0)} ms, customers ${customers.toFixed(0)} ms`,
  })
}
