// Which scripts a page asks for before any code of the app has run.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, takePageErrors } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, patience, sees } from './device.ts'
import { seedMsp } from './seed.ts'
import { msp, signIn } from './steps.ts'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await RunningServer.start()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** A page whose app never starts, which is its one error, and what it asks for all the same. */
async function openWithoutApp(path: string): Promise<{ page: Page; asked: Set<string>; failed: string[] }> {
  const page = await (await browser.newContext({ baseURL: server.origin, serviceWorkers: 'block' })).newPage()
  page.setDefaultTimeout(patience)
  const asked = new Set<string>()
  const failed: string[] = []
  page.on('response', (response) => {
    asked.add(new URL(response.url()).pathname)
    if (!response.ok()) failed.push(response.url())
  })
  await page.route('**/_app/immutable/entry/app.*', (route) => route.abort())
  await page.goto(path)
  return { page, asked, failed }
}

async function readListScripts(page: Page): Promise<string[]> {
  return (await page.locator('meta[name="list-scripts"]').getAttribute('content'))!.split(' ')
}

it('[X1][M1] the list’s scripts are asked for along with the layout’s, and all are there', async () => {
  const { page, asked, failed } = await openWithoutApp('/customers?q=acme')
  const scripts = await readListScripts(page)
  expect(scripts.length).toBeGreaterThan(3)
  await eventually(() => Promise.resolve(scripts.filter((script) => !asked.has(script)))).toEqual([])
  expect(failed).toEqual([])
  // Its page, its layout and what they import: the largest of them is the list itself.
  const sources = await Promise.all(scripts.map(async (path) => (await fetch(server.origin + path)).text()))
  expect(sources.join()).toContain('columnheader')
  expect(takePageErrors()).toHaveLength(1)
})

it('[X1] no other page asks for them', async () => {
  const { page, asked } = await openWithoutApp('/customers/new')
  await page.waitForFunction(() => document.readyState === 'complete')
  // The layout, which they import, is every page's.
  const own = (await readListScripts(page)).filter((script) => script.includes('/nodes/'))
  expect(own.length).toBeGreaterThan(1)
  expect(own.filter((script) => asked.has(script))).toEqual([])
  expect(takePageErrors()).toHaveLength(1)
})

it('[X1] a part that isn’t on this device and can’t be fetched is said to be missing; online and reloaded it is there', async () => {
  await seedMsp(server)
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', serviceWorkers: 'block' })
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  await page.goto('/sign-in')
  await signIn(page, msp)
  await sees(page.getByRole('heading', { name: 'Add your first customer' }))
  await context.setOffline(true)
  const search = page.getByRole('button', { name: 'Search customers, pages and actions' })
  const missing = page.getByText("This part of the app isn't on this device yet. Connect, then reload this page.")
  for (const _ of [1, 2]) {
    await search.click()
    await sees(missing)
    await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Close' }).click()
  }
  await context.setOffline(false)
  // A browser remembers until then that it could not be had.
  await page.reload()
  await search.click()
  await sees(page.getByRole('combobox', { name: 'Search customers, pages and actions' }))
  expect(takePageErrors()).toEqual([])
  await context.close()
})
