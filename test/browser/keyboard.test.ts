// The list by keys alone, on every layout.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, patience, sees, seesNo } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { msp, row, signIn } from './steps.ts'

const companies = Array.from({ length: 40 }, (_, n) => `Keys ${String(n).padStart(2, '0')}`)

let server: RunningServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  page = await context.newPage()
  await page.goto('/sign-in')
  await signIn(page, msp)
  await sees(page.getByText('40 customers', { exact: true }))
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const focusedText = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
const press = (key: string) => page.keyboard.press(key)

describe('Without a mouse', () => {
  it('[FA18] Enter on a row moves the focus into its panel, and closing, Back and SAVE return it to the row', async () => {
    await page.goto('/customers')
    await sees(row(page, companies[0]!))
    for (let n = 0; n < 4; n++) await press('j')
    await eventually(focusedText).toBe(companies[3])
    await press('Enter')
    await sees(page.getByRole('heading', { name: companies[3]! }))
    await eventually(focusedText).toBe(companies[3])
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    await press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('[data-panel]') !== null)).toBe(true)
    await press('Escape')
    await page.waitForURL((url) => url.pathname === '/customers')
    await eventually(focusedText).toBe(companies[3])
    // The panel's heading says the same words.
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('A')

    await press('Enter')
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    await page.goBack()
    await eventually(focusedText).toBe(companies[3])
    // The panel's heading says the same words.
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('A')

    await press('j')
    await eventually(focusedText).toBe(companies[4])
    await press('e')
    await page.waitForURL('**/manage')
    await page.getByRole('button', { name: 'SAVE' }).click()
    await page.waitForURL((url) => url.pathname === '/customers')
    await eventually(focusedText).toBe(companies[4])
  })

  it('[FA18] of the rows one has the stops of the Tab key, its name and its console, and it remembers where one was', async () => {
    await page.goto('/customers')
    await sees(row(page, companies[0]!))
    expect(await page.locator('[role=row]:has(a[tabindex="0"])').count()).toBe(1)
    await press('j')
    await press('j')
    await press('j')
    await eventually(focusedText).toBe(companies[2])
    await press('Tab')
    await eventually(focusedText).toBe('Active')
    await press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('[role=row]') ?? null)).toBeNull()
    await press('Shift+Tab')
    await press('Shift+Tab')
    expect(await focusedText()).toBe(companies[2])
  })

  it('[FC14] shortcuts work where the keys write Cyrillic, Greek or Korean letters', async () => {
    await page.goto('/customers')
    await sees(row(page, companies[0]!))
    const strike = (key: string, code: string, ctrlKey = false) =>
      page.evaluate(
        ([key, code, ctrlKey]) =>
          document.body.dispatchEvent(
            new KeyboardEvent('keydown', { key, code, ctrlKey, bubbles: true, cancelable: true }),
          ),
        [key, code, ctrlKey] as const,
      )
    for (const key of ['л', 'κ', 'ㅏ', 'K']) {
      await strike(key, 'KeyK', true)
      await sees(page.getByRole('combobox', { name: 'Search customers, pages and actions' }))
      await press('Escape')
      await seesNo(page.getByRole('dialog'))
    }
    await strike('о', 'KeyJ')
    await eventually(focusedText).toBe(companies[0])
    await strike('ㅓ', 'KeyJ')
    await eventually(focusedText).toBe(companies[1])
    await strike('т', 'KeyN')
    await page.waitForURL('**/customers/new')
  })
})
