/** Fills a profile as a tablet is filled: signed in, everything pulled, the app installed and come to rest. */
import { setTimeout as wait } from 'node:timers/promises'
import { countPackedRows } from '../../support/count-packed-rows.ts'
import type { Person } from '../sync/tandem/people.ts'
import type { Page } from 'playwright-core'
import type { Report } from './figure.ts'
import { isInstalled, Tablet } from './tablet.ts'
import { watchPull } from './watch-pull.ts'

export async function fillTablet(
  origin: string,
  person: Person,
  { n, devices }: { n: number; devices: number },
  report: Report,
): Promise<Tablet> {
  const tablet = await Tablet.make()
  try {
    const { page } = await tablet.start(1)
    await tablet.signIn(origin, person)
    await page.addInitScript(watchPull, n)
    await page.goto(`${origin}/customers`, { waitUntil: 'commit' })
    await page.waitForFunction(() => seenPull.storedAt > 0 && seenPull.listedAt > 0, undefined, { polling: 1000 })
    const seen = await page.evaluate(() => seenPull)
    await isInstalled(page)
    await isPacked(page, n)
    if (devices > 0) {
      await page.goto(`${origin}/devices`, { waitUntil: 'commit' })
      await isPacked(page, devices, 'device')
    }
    report({
      section: `First pull of ${n.toLocaleString('en')} customers`,
      what: 'request → everything stored',
      cpu: 1,
      value: (seen.storedAt - seen.requestAt) / 1000,
      unit: 's',
      note: `${(seen.bytes / 1e6).toFixed(1)} MB, last byte after ${((seen.lastByteAt - seen.requestAt) / 1000).toFixed(2)} s`,
    })
    await tablet.close()
    return tablet
  } catch (error) {
    await tablet.remove()
    throw error
  }
}

/** What the app leaves behind at rest, for its next start to be quick, lies in its database whole. */
async function isPacked(page: Page, n: number, kind = 'relationship'): Promise<void> {
  while ((await page.evaluate(countPackedRows, kind)) < n) await wait(250)
}
