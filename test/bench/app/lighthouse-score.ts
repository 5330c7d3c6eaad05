/** Lighthouse on the first route, as it judges phones: its own slow 4G and its own slow processor, simulated. */
import lighthouse from 'lighthouse'
import { launchChromium } from '../../support/chromium.ts'
import { findFreePort } from '../../support/free-port.ts'
import type { Report } from './figure.ts'

export async function measureLighthouse(origin: string, report: Report): Promise<void> {
  const port = await findFreePort()
  const browser = await launchChromium({ args: [`--remote-debugging-port=${port}`] })
  try {
    const run = await lighthouse(`${origin}/sign-in`, {
      port,
      logLevel: 'error',
      output: 'json',
      onlyCategories: ['performance'],
    })
    if (!run) throw new Error('Lighthouse gave no result')
    const { categories, audits } = run.lhr
    const line = { section: 'Lighthouse, performance of /sign-in', cpu: 0 }
    const named = (id: string) => audits[id]?.numericValue ?? NaN
    report({
      ...line,
      what: 'score of 100',
      value: Math.round((categories['performance']?.score ?? NaN) * 100),
      unit: '',
      note: [
        `FCP ${(named('first-contentful-paint') / 1000).toFixed(1)} s`,
        `LCP ${(named('largest-contentful-paint') / 1000).toFixed(1)} s`,
        `TBT ${named('total-blocking-time').toFixed(0)} ms`,
        `CLS ${named('cumulative-layout-shift').toFixed(3)}`,
      ].join(', '),
    })
  } finally {
    await browser.close()
  }
}
