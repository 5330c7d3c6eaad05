// Browsers that lack something, refuse something, or threw something away: each still gets the app, or a page that says why not.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, takePageErrors } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { Device, eventually, isInstalled, patience, sees } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { isSynced, msp, row, signIn } from './steps.ts'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, ['Acme Brewing', 'Cider House'])
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** A browser in which `take` has run before anything else. */
async function without(take: () => void): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  await context.addInitScript(take)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, errors }
}

const storages: [what: string, take: () => void][] = [
  [
    'a localStorage that throws',
    () =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      }),
  ],
  ['no localStorage', () => Object.defineProperty(window, 'localStorage', { value: null })],
  [
    'a full localStorage',
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    },
  ],
  ['no BroadcastChannel', () => Reflect.deleteProperty(window, 'BroadcastChannel')],
  ['no Web Locks', () => Object.defineProperty(navigator, 'locks', { value: undefined })],
  ['no idle callbacks', () => Reflect.deleteProperty(window, 'requestIdleCallback')],
]

describe('A browser with', () => {
  it.each(storages)('[FC6] %s shows the list, follows the server and opens an invitation', async (_, take) => {
    const { page, errors } = await without(take)
    await page.goto('/sign-in')
    await signIn(page, msp)
    await sees(row(page, 'Acme Brewing'))
    await isSynced(page)
    await page.goto('/settings')
    await sees(page.getByRole('heading', { name: 'Settings', level: 1 }))
    await page.goto('/register?link=nothing')
    await sees(page.getByRole('heading', { level: 1 }))
    expect(errors).toEqual([])
    await page.context().close()
  })

  const denied: [how: string, take: () => void][] = [
    [
      'denied',
      () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('denied', 'SecurityError')
        }
      },
    ],
    ['missing', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
  ]
  it.each(denied)('[FC6] IndexedDB %s says what is missing, on invitations too', async (_, take) => {
    const { page } = await without(take)
    for (const path of ['/customers', '/sign-in', '/register?link=nothing']) {
      await page.goto(path)
      await sees(page.getByRole('heading', { name: 'This browser keeps nothing on this device' }))
    }
    await page.context().close()
  })

  const old: [what: string, take: () => void][] = [
    ['Promise.withResolvers', () => Reflect.deleteProperty(Promise, 'withResolvers')],
    ['Array.toSorted', () => Reflect.deleteProperty(Array.prototype, 'toSorted')],
    ['Map.groupBy', () => Reflect.deleteProperty(Map, 'groupBy')],
  ]
  it.each(old)('[FC6] no %s is told that it is too old, and for what', async (what, take) => {
    const { page } = await without(take)
    await page.goto('/customers')
    await sees(page.getByRole('heading', { name: 'This browser is too old for Tandem' }))
    await sees(page.getByText(`It lacks: ${what}.`))
    // The app tries to start beside it, and what it can't do there is no surprise.
    takePageErrors()
    await page.context().close()
  })
})

describe('A cache that was thrown away', () => {
  it('[FC5] is filled again by the next start, which starts offline after it; Settings says how it stands', async () => {
    const device = await Device.make('evicted', server.origin)
    try {
      const page = await device.start('/sign-in')
      await signIn(page, msp)
      await sees(row(page, 'Acme Brewing'))
      await isInstalled(page)
      await page.goto(`${server.origin}/settings`)
      await sees(page.getByText('Tandem starts on this device without a connection.'))
      const evict = () =>
        page.evaluate(async () => {
          for (const name of await caches.keys()) await caches.delete(name)
        })
      await evict()
      await page.goto(`${server.origin}/customers`)
      await sees(row(page, 'Acme Brewing'))
      const cached = () =>
        page.evaluate(async () => {
          const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
          return caught.flat().filter(({ url }) => url.includes('/200.html')).length
        })
      await eventually(cached).toBe(1)
      await page.goto(`${server.origin}/settings`)
      await sees(page.getByText('Tandem starts on this device without a connection.'))
      await device.context.setOffline(true)
      await page.goto(`${server.origin}/customers`)
      await sees(row(page, 'Acme Brewing'))
      await evict()
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await page.getByRole('link', { name: 'Settings' }).first().click()
      await sees(page.getByText('Tandem would not start without a connection now.'))
    } finally {
      await device.remove()
    }
  })
})
