/** The browser started anew without a server: how soon the list is there, and how soon all of it can be searched. */
import { companyName } from './customers.ts'
import { median, type Report } from './figure.ts'
import type { Tablet } from './tablet.ts'
import { gzipKilobytes, loadedScripts } from './route-sizes.ts'
import { watchStart, type SeenStart } from './watch-start.ts'

const section = 'Cold start, offline'

export async function measureColdStart(
  tablet: Tablet,
  origin: string,
  options: { n: number; runs: number; cpus: readonly number[] },
  report: Report,
): Promise<void> {
  for (const cpu of options.cpus) {
    const seen: (SeenStart & { scripts: string[] })[] = []
    for (let run = 0; run < options.runs; run++)
      seen.push(await startOnce(tablet, `${origin}/customers`, companyName(options.n - 1, options.n), cpu))
    const isGoal = cpu === 4
    report({
      section,
      what: 'first rows painted',
      cpu,
      value: median(seen.map(({ rows }) => rows)) / 1000,
      unit: 's',
      ...(isGoal && { goal: 1 }),
      note: `median of ${seen.length}; ${seen[0]!.rowsThen.toLocaleString('en')} rows in the list then`,
    })
    report({
      section,
      what: `all ${options.n.toLocaleString('en')} searchable`,
      cpu,
      value: median(seen.map(({ found }) => found)) / 1000,
      unit: 's',
      ...(isGoal && { goal: 1.5 }),
      note: `typed at ${(median(seen.map(({ asked }) => asked)) / 1000).toFixed(2)} s`,
    })
    if (!isGoal) continue
    report({
      section,
      what: 'JavaScript asked for until the first rows, gzip',
      cpu,
      value: seen[0]!.scripts.reduce((sum, path) => sum + gzipKilobytes(path), 0),
      unit: 'KB',
      note: 'sync is among it, which they do without',
    })
  }
}

/** `url` until its first rows, and until the row that `name` is typed for is found. */
export async function startOnce(tablet: Tablet, url: string, name: string, cpu: number) {
  const { page, cdp } = await tablet.start(cpu)
  await cdp.send('Runtime.enable')
  await cdp.send('Runtime.addBinding', { name: 'tellSeenStart' satisfies keyof typeof globalThis })
  const told = new Promise<SeenStart>((resolve) => {
    cdp.once('Runtime.bindingCalled', ({ payload }) => resolve(JSON.parse(payload) as SeenStart))
  })
  await page.addInitScript(watchStart, name)
  await page.goto(url, { waitUntil: 'commit' })
  const seen = await told
  const scripts = await loadedScripts(page, seen.rows)
  await tablet.close()
  return { ...seen, scripts }
}
