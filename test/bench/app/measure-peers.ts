/** The same documents, nothing else, stored in a plain page by other means. */
import { median, type Report } from './figure.ts'
import { servePeerPage } from './peers/peer-page.ts'
import type { Peer, SeenStoring } from './peers/stores.ts'
import { Tablet } from './tablet.ts'

/** At most so many are stored by who needs long; the rest is reckoned. */
const limits: Record<Peer, number> = { dexie: Infinity, 'y-dexie': Infinity, 'y-indexeddb': 1000 }

export async function measurePeers(
  options: { n: number; runs: number; cpus: readonly number[]; full: boolean },
  report: Report,
): Promise<void> {
  const section = `Peers: ${options.n.toLocaleString('en')} documents in memory → stored, no rows, no list`
  const site = await servePeerPage(options.n)
  try {
    for (const peer of Object.keys(limits) as Peer[]) {
      const count = options.full ? options.n : Math.min(options.n, limits[peer])
      const runs = count < options.n ? 1 : options.runs
      for (const cpu of options.cpus) {
        const seen: SeenStoring[] = []
        for (let run = 0; run < runs; run++) seen.push(await storeOnce(site.origin, peer, count, cpu))
        const longest = Math.max(0, ...seen.flatMap(({ longTasks }) => longTasks))
        const value = (median(seen.map(({ ms }) => ms)) / 1000) * (options.n / count)
        const reckoned = count < options.n ? `EXTRAPOLATED from ${count.toLocaleString('en')}; ` : ''
        const note = `${reckoned}longest task ${longest.toFixed(0)} ms`
        report({ section, what: peer, cpu, value, unit: 's', note })
      }
    }
  } finally {
    site.close()
  }
}

async function storeOnce(origin: string, peer: Peer, count: number, cpu: number): Promise<SeenStoring> {
  const tablet = await Tablet.make()
  try {
    const { page } = await tablet.start(cpu)
    await page.goto(origin)
    await page.waitForFunction(() => 'stores' in globalThis)
    return await page.evaluate(({ peer, count }) => stores.store(peer, count), { peer, count })
  } finally {
    await tablet.remove()
  }
}
