/** The first visit of all, over a slow link on a slow processor; and what Lighthouse says about it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Report } from './figure.ts'
import { gzipKilobytes, loadedScripts } from './route-sizes.ts'
import { Tablet } from './tablet.ts'
import { watchVitals } from './watch-vitals.ts'

/** Slow 4G as Lighthouse applies it in DevTools. */
const link = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1474.56 * 1024) / 8,
  uploadThroughput: (675 * 1024) / 8,
}
const section = 'First visit, online, slow 4G'

export async function measureSlowStart(origin: string, report: Report): Promise<void> {
  const tablet = await Tablet.make()
  try {
    const cpu = 4
    const { page, cdp } = await tablet.start(cpu)
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', link)
    await page.addInitScript(watchVitals)
    await page.goto(origin, { waitUntil: 'commit' })
    await page.getByLabel('Work email').waitFor()
    const usableAt = await page.evaluate(() => performance.now())
    await wait(5000)
    const seen = await page.evaluate(() => seenVitals)
    const before = await loadedScripts(page, usableAt)
    const blocked = seen.longTasks
      .filter(({ at }) => at >= seen.firstPaint)
      .reduce((sum, { ms }) => sum + Math.max(0, ms - 50), 0)
    const line = { section, cpu }
    report({ ...line, what: 'first contentful paint', value: seen.firstPaint / 1000, unit: 's' })
    report({ ...line, what: 'largest contentful paint', value: seen.largestPaint / 1000, unit: 's' })
    report({ ...line, what: 'form there', value: usableAt / 1000, unit: 's' })
    report({ ...line, what: 'total blocking time', value: blocked, unit: 'ms' })
    report({ ...line, what: 'layout shift (CLS)', value: Math.round(seen.shift * 1000) / 1000, unit: '' })
    report({
      ...line,
      what: 'JavaScript loaded until the form is there, gzip',
      value: before.reduce((sum, path) => sum + gzipKilobytes(path), 0),
      unit: 'KB',
      goal: 130,
      note: `${before.length} files`,
    })
  } finally {
    await tablet.remove()
  }
}
