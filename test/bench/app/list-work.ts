/** Working in the list of all customers, offline: search key by key, sort, filter, scroll; and the memory it takes. */
import type { Page } from 'playwright-core'
import { setTimeout as wait } from 'node:timers/promises'
import { percentile, type Report } from './figure.ts'
import { scrollList } from './scroll-list.ts'
import type { OpenTab, Tablet } from './tablet.ts'
import { watchAnswers, type SeenAnswer } from './watch-answers.ts'

const section = 'In the list'
/** Letters that many rows hold, words in any order, an unknown one, digits; each is typed and deleted. */
const searches = ['rheinkanal l', 'meyer hof', 'technik 1049', 'qqzz', 'strasse']
/** As people type who look at what they find. */
const betweenKeysMs = 320
/** Between two searches: longer than the list waits before it writes the search into the address. */
const betweenSearchesMs = 1000

export async function measureListWork(
  tablet: Tablet,
  origin: string,
  options: { n: number; cpus: readonly number[] },
  report: Report,
): Promise<void> {
  for (const cpu of options.cpus) {
    const tab = await tablet.start(cpu)
    await tab.page.goto(`${origin}/customers`, { waitUntil: 'commit' })
    await listHas(tab.page, options.n)
    await wait(2000)
    await measureSearch(tab, cpu, report)
    await measureSorting(tab, cpu, report)
    await measureScrolling(tab, cpu, report)
    if (cpu === 1) await measureMemory(tablet, tab, report)
    await tablet.close()
  }
}

export async function listHas(page: Page, n: number): Promise<void> {
  await page.waitForFunction(
    (count) => document.querySelector('[role=table]')?.getAttribute('aria-rowcount') === String(count),
    n + 1,
    { polling: 250 },
  )
}

async function answers(page: Page): Promise<number[]> {
  const seen: SeenAnswer[] = await page.evaluate(() => seenAnswers)
  return seen.map(({ at, paintedAt }) => paintedAt - at)
}

/** From each key, typed and deleted, until what it finds is painted, ms. */
export async function searchTimes(page: Page, texts: readonly string[]): Promise<number[]> {
  const field = page.getByRole('searchbox').first()
  await field.focus()
  await page.evaluate(watchAnswers, 'keydown' as const)
  for (const text of texts) {
    for (const keys of [[...text], Array.from(text, () => 'Backspace')]) {
      for (const key of keys) {
        await page.keyboard.press(key === ' ' ? 'Space' : key)
        await wait(betweenKeysMs)
      }
      await wait(betweenSearchesMs)
    }
  }
  return answers(page)
}

async function measureSearch(tab: OpenTab, cpu: number, report: Report): Promise<void> {
  const times = await searchTimes(tab.page, searches)
  const note = `${times.length} keys, slowest ${Math.max(...times).toFixed(0)} ms`
  report({ section, what: 'key in search → results painted, p50', cpu, value: percentile(times, 0.5), unit: 'ms' })
  report({
    section,
    what: 'key in search → results painted, p95',
    cpu,
    value: percentile(times, 0.95),
    unit: 'ms',
    ...(cpu === 4 && { goal: 50 }),
    note,
  })
}

async function measureSorting({ page }: OpenTab, cpu: number, report: Report): Promise<void> {
  const columns = page.getByRole('columnheader').getByRole('button')
  const count = await columns.count()
  await page.evaluate(watchAnswers, 'click' as const)
  for (let column = 0; column < count; column++) {
    for (let direction = 0; direction < 2; direction++) {
      await columns.nth(column).click()
      await wait(700)
    }
  }
  await columns.first().click()
  await wait(700)
  const sorted = await answers(page)
  const goal = cpu === 4 ? { goal: 200 } : {}
  const slowest = (times: number[]) => ({ value: Math.max(...times), unit: 'ms' as const, ...goal })
  report({ section, what: 'sort, slowest column', cpu, ...slowest(sorted), note: `${sorted.length} clicks` })

  const filters = page.getByRole('group', { name: 'Filters' }).getByRole('button')
  const filtered: number[] = []
  for (const name of ['Country', 'Service', 'Status']) {
    await filters.filter({ hasText: name }).first().click()
    const choices = page.getByRole('menuitemcheckbox')
    await choices.first().waitFor()
    await wait(500)
    await page.evaluate(watchAnswers, 'click' as const)
    await choices.first().click()
    await wait(1000)
    filtered.push((await answers(page))[0]!)
    if (await choices.first().isVisible()) await page.keyboard.press('Escape')
    await wait(300)
  }
  report({ section, what: 'filter, slowest', cpu, ...slowest(filtered), note: `${filtered.length} filters, joined` })
  await page.goto(new URL('/customers', page.url()).href, { waitUntil: 'commit' })
  await page.getByRole('cell').first().waitFor()
  await wait(2000)
}

async function measureScrolling({ page }: OpenTab, cpu: number, report: Report): Promise<void> {
  const forMs = 3000
  for (const [what, pixels] of [
    ['scroll, a row a frame', 44],
    ['scroll, a flick (two screens a frame)', 1600],
  ] as const) {
    const frames = await page.evaluate(scrollList, { pixels, forMs })
    const all = frames.reduce((sum, ms) => sum + ms, 0)
    report({
      section,
      what,
      cpu,
      value: (frames.length / all) * 1000,
      unit: 'fps',
      ...(cpu === 4 && pixels < 100 && { goal: 55 }),
      note: `longest frame ${Math.max(...frames).toFixed(0)} ms, p95 ${percentile(frames, 0.95).toFixed(0)} ms`,
    })
  }
}

async function measureMemory(tablet: Tablet, { cdp }: OpenTab, report: Report): Promise<void> {
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6
  await wait(1000)
  const { rss, pss } = tablet.rendererMemory()
  const what = "tab's process, resident"
  const note = `JS heap ${heap.toFixed(0)} MB; without what it shares with other processes ${pss.toFixed(0)} MB`
  report({ section, what, cpu: 1, value: rss, unit: 'MB', goal: 300, note })
}
