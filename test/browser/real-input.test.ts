// The list over real companies: thousands of them, with the apostrophes, umlauts and country names people use.
// The file lies beside the project, not in it; without it these tests are skipped and say so.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCustomers, type LoadReport } from '../../server/cli/load-customers.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { countPackedRows } from '../support/count-packed-rows.ts'
import { eventually, patience, sees } from './device.ts'
import { seedMsp } from './seed.ts'
import { msp, row, signIn } from './steps.ts'

const file = fileURLToPath(new URL('../../../shared/data/companies.csv', import.meta.url))
const isThere = existsSync(file)
if (!isThere) console.warn('Skipped: ../shared/data/companies.csv is not beside this checkout.')

const companies = 5911
// Thousands of commits, each waiting for the disk, say nothing about the list: in memory where that is possible.
const dataFolder = isThere ? mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tandem-data-')) : ''

describe.skipIf(!isThere)('Real input (../shared/data/companies.csv)', () => {
  let server: RunningServer
  let browser: Browser
  let page: Page
  let report: LoadReport

  beforeAll(async () => {
    server = await RunningServer.start({ dataFolder })
    await seedMsp(server)
    report = await loadCustomers({ url: server.origin, email: msp.email, password: msp.password, file })
    browser = await launchChromium()
    const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
    context.setDefaultTimeout(patience)
    page = await context.newPage()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.remove()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  const shown = (words: string) => sees(page.getByText(words, { exact: true }))

  // Not what is told to screen readers, which says the same a little later.
  const countText = () => page.locator('#content').getByText(/ of 5,911 customers$/)
  const count = async () => /^([\d,]+) of/.exec((await countText().textContent())!)?.[1]

  async function search(text: string): Promise<void> {
    await page.getByRole('searchbox', { name: 'Search customers' }).fill(text)
  }

  it('[M1][M2] every company is in the list, also after a cold reload', async () => {
    expect(report.skipped).toEqual([])
    await page.goto('/sign-in')
    await signIn(page, msp)
    await sees(page.getByText('5,911 customers', { exact: true }), 60_000)
    await eventually(() => page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(companies + 1))
    // Only what is in sight is in the page.
    expect(await page.getByRole('row').count()).toBeLessThan(100)
    await page.reload()
    await shown('5,911 customers')
  })

  it('[M2] an apostrophe, folded umlauts and words in any order are found as typed', async () => {
    await page.goto('/customers')
    await search('kroontje')
    await shown('1 of 5,911 customers')
    await sees(row(page, "'T Kroontje"))
    await page.waitForURL((url) => url.searchParams.get('q') === 'kroontje')
    await search('bräuhaus')
    await eventually(count).not.toBe('1')
    const folded = await count()
    await search('kroontje')
    await shown('1 of 5,911 customers')
    await search('BRAUHAUS')
    await shown(`${folded} of 5,911 customers`)
    await search('brewing acme nowhere')
    await sees(page.getByRole('heading', { name: 'No customer fits' }))
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await shown('5,911 customers')
  })

  it('[M2] a row opened right after typing keeps the search, and so does coming back from it', async () => {
    await page.goto('/customers')
    await sees(page.getByRole('row').nth(5))
    await search("'t kroontje")
    await row(page, "'T Kroontje").getByRole('link').first().click()
    await page.waitForURL((url) => /^.customers.\d+$/.test(url.pathname) && url.searchParams.get('q') === "'t kroontje")
    await page.goBack()
    await page.waitForURL((url) => url.pathname === '/customers' && url.searchParams.get('q') === "'t kroontje")
    await shown('1 of 5,911 customers')
    await search('')
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL((url) => !url.searchParams.has('q'))
  })

  it('[M2][M11] links to a customer and to a search open before all rows have been read', async () => {
    await page.goto('/customers')
    await shown('5,911 customers')
    await eventually(() => page.evaluate(countPackedRows, 'relationship')).toBe(companies)
    await search('zwanzger')
    await row(page, 'Zwanzger').getByRole('link').first().click()
    await sees(page.getByRole('heading', { name: 'Zwanzger' }))
    // One of the last in the list: its record is read last.
    const { pathname } = new URL(page.url())
    const broken: Error[] = []
    page.on('pageerror', (error) => broken.push(error))
    // As slow as an old tablet: the moment in which rows are still being read is long enough to be met.
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 8 })
    try {
      for (let start = 0; start < 3; start++) {
        await page.goto(pathname)
        await sees(page.getByRole('heading', { name: 'Zwanzger' }))
        await page.goto('/customers?q=zw')
        await eventually(() => page.locator('[role=row]:not([hidden]) [role=cell] a').count()).toBeGreaterThan(3)
      }
    } finally {
      await cdp.detach()
    }
    expect(broken).toEqual([])
  })

  it('[M2] a search, a filter and a sort show their first rows, however far the list was scrolled', async () => {
    const firstIndex = async () =>
      Math.min(
        ...(await Promise.all(
          (await page.locator('[role=row]:not([hidden]):has([role=cell])').all()).map(async (each) =>
            Number(await each.getAttribute('aria-rowindex')),
          ),
        )),
      )
    const scrollDown = async () => {
      await page.getByRole('row').nth(5).hover()
      await page.mouse.wheel(0, 40_000)
      await eventually(firstIndex).toBeGreaterThan(100)
    }
    await page.goto('/customers')
    await shown('5,911 customers')
    await scrollDown()
    await search('brew')
    await eventually(firstIndex).toBe(2)
    await search('')
    await scrollDown()
    await page.getByRole('columnheader', { name: 'Modified' }).getByRole('button').click()
    await eventually(firstIndex).toBe(2)
    await scrollDown()
    await page.getByRole('button', { name: 'Country', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: 'United States', exact: true }).click()
    await page.keyboard.press('Escape')
    await eventually(firstIndex).toBe(2)
  })

  it('[M2] the country filter shows the companies of that country and lives in the address', async () => {
    const { data } = Papa.parse<{ country: string }>(readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true })
    const german = data.filter(({ country }) => country === 'Germany').length
    await page.goto('/customers')
    await page.getByRole('button', { name: 'Country', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Germany' }).click()
    await page.keyboard.press('Escape')
    await shown(`${german} of 5,911 customers`)
    await search('kroontje')
    await shown('0 of 5,911 customers')
    await search('')
    await page.waitForURL((url) => !url.searchParams.has('q'))
    const address = page.url()
    await page.goto('/customers')
    await shown('5,911 customers')
    await page.goto(address)
    await shown(`${german} of 5,911 customers`)
  })
})
