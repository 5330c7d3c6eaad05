/** The first data of all arrives in an empty browser: how long storing takes after the last byte, and what a person feels meanwhile. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Person } from '../sync/tandem/people.ts'
import { companyName } from './customers.ts'
import { percentile, type Report } from './figure.ts'
import { listHas } from './list-work.ts'
import { Tablet, type OpenTab } from './tablet.ts'
import { watchPull, type SeenPull } from './watch-pull.ts'

const section = 'First pull'

export interface PullOptions {
  origin: string
  person: Person
  n: number
  cpus: readonly number[]
}

export async function measureBulkPull(options: PullOptions, report: Report): Promise<void> {
  for (const cpu of options.cpus) {
    const tablet = await Tablet.make()
    try {
      const tab = await tablet.start(cpu)
      await tablet.signIn(options.origin, options.person)
      const seen = await pull(tab, options)
      await tablet.close()
      await checkStored(tablet, options)
      reportPull(seen, options.n, cpu, report)
    } finally {
      await tablet.remove()
    }
  }
}

async function pull({ page }: OpenTab, { origin, n }: PullOptions): Promise<SeenPull> {
  await page.addInitScript(watchPull, n)
  await page.goto(`${origin}/customers`, { waitUntil: 'commit' })
  await page.waitForFunction(() => seenPull.storedAt > 0 && seenPull.listedAt > 0, undefined, { polling: 500 })
  return page.evaluate(() => seenPull)
}

/** The browser was ended right after: what it said was stored must be there when it starts without the server's help. */
async function checkStored(tablet: Tablet, { origin, n }: PullOptions): Promise<void> {
  const { page } = await tablet.start(1)
  await page.route('**/api/**', (route) => route.abort())
  await page.goto(`${origin}/customers`, { waitUntil: 'commit' })
  await listHas(page, n)
  await page
    .getByRole('searchbox')
    .first()
    .fill(companyName(n - 1, n))
  await page
    .getByRole('row')
    .filter({ hasText: companyName(n - 1, n) })
    .getByRole('link')
    .click()
  await page.getByRole('heading', { name: companyName(n - 1, n) }).waitFor()
  await tablet.close()
}

function reportPull(seen: SeenPull, n: number, cpu: number, report: Report): void {
  const line = { section: `${section} of ${n.toLocaleString('en')} customers`, cpu }
  const endAt = Math.max(seen.storedAt, seen.listedAt)
  const tasks = seen.longTasks.filter(({ at, ms }) => at + ms > seen.requestAt && at < endAt)
  const longest = Math.max(0, ...tasks.map(({ ms }) => ms))
  const seconds = (from: number, to: number) => ({ value: (to - from) / 1000, unit: 's' as const })
  report({ ...line, what: 'request → first byte', ...seconds(seen.requestAt, seen.firstByteAt) })
  report({
    ...line,
    what: 'first byte → last byte',
    ...seconds(seen.firstByteAt, seen.lastByteAt),
    note: `${(seen.bytes / 1e6).toFixed(1)} MB; the app reads as it stores, so storing slows it`,
  })
  report({ ...line, what: 'last byte → everything stored', ...seconds(seen.lastByteAt, seen.storedAt), goal: 0.5 })
  report({ ...line, what: 'request → everything stored', ...seconds(seen.requestAt, seen.storedAt) })
  report({ ...line, what: 'request → all in the list', ...seconds(seen.requestAt, seen.listedAt) })
  report({
    ...line,
    what: 'longest task',
    value: longest,
    unit: 'ms',
    goal: 50,
    note: `${tasks.length} over 50 ms, ${(tasks.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1)} s together`,
  })
  report({
    ...line,
    what: 'states of the progress bar',
    value: seen.progress.length,
    unit: '',
    note:
      seen.progress.length === 0
        ? 'no progress shown'
        : `first after ${((seen.progress[0]!.at - seen.requestAt) / 1000).toFixed(2)} s`,
  })
}

/** Typing a new customer's name while everything arrives. */
export async function measureTypingMeanwhile(options: PullOptions, report: Report): Promise<void> {
  for (const cpu of options.cpus) {
    const tablet = await Tablet.make()
    try {
      const tab = await tablet.start(cpu)
      await tablet.signIn(options.origin, options.person)
      const { keys, ms } = await typeMeanwhile(tab, options)
      report({
        section: `${section} of ${options.n.toLocaleString('en')} customers`,
        what: 'typing in a form meanwhile, slowest key → paint',
        cpu,
        value: Math.max(...keys),
        unit: 'ms',
        note: `${keys.length} keys in ${(ms / 1000).toFixed(1)} s, p95 ${percentile(keys, 0.95).toFixed(0)} ms`,
      })
    } finally {
      await tablet.remove()
    }
  }
}

async function typeMeanwhile(
  { page, cdp }: OpenTab,
  { origin, n }: PullOptions,
): Promise<{ keys: number[]; ms: number }> {
  await page.addInitScript(watchPull, n)
  // The form first, then the data.
  await cdp.send('Network.enable')
  await cdp.send('Network.setBlockedURLs', { urls: ['*/api/sync'] })
  await page.goto(`${origin}/customers/new`, { waitUntil: 'commit' })
  await page.getByLabel('Company name').click()
  await wait(2000)
  await cdp.send('Network.setBlockedURLs', { urls: [] })
  const from = await page.evaluate(() => {
    dispatchEvent(new Event('online'))
    return performance.now()
  })
  const isOver = () => page.evaluate(() => seenPull.storedAt > 0)
  for (let key = 0; !(await isOver()) && key < 2000; key++) {
    await page.keyboard.press('abcdefgh '[key % 9]!)
    if (key % 60 === 59) await page.getByLabel('Company name').fill('')
    await wait(70)
  }
  const seen = await page.evaluate(() => seenPull)
  return {
    keys: seen.keys.filter(({ at }) => at > from && at < seen.storedAt).map(({ ms }) => ms),
    ms: seen.storedAt - from,
  }
}
