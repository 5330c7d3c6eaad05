// What stands where on the list's pages: nothing slides away, nothing stays half painted, something is always in sight.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, patience, sees, seesNo } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { edit, msp, row, signIn } from './steps.ts'
import { newPerson } from './walk.ts'

const companies = Array.from(
  { length: 260 },
  (_, n) => `Company ${String(n).padStart(3, '0')} of the North and the South`,
)
const sizes = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1280, height: 800 },
}

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
  await sees(page.getByText('260 customers', { exact: true }))
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const rows = () => page.locator('[role=row]:not([hidden]):has([role=cell])')

/** Rows with more than a sliver of them in sight. */
async function countRowsInSight(): Promise<number> {
  const height = page.viewportSize()!.height
  const boxes = await Promise.all((await rows().all()).map((each) => each.boundingBox()))
  return boxes.filter((box) => box && box.y + box.height / 2 > 0 && box.y + box.height / 2 < height).length
}

/** Of each row wholly in sight: how many of its pixels are ink, in the left part where its name is. */
async function inkOfRows(): Promise<number[]> {
  const shot = await page.screenshot()
  const boxes = await rows().evaluateAll((elements) =>
    elements
      .map((element) => element.getBoundingClientRect())
      .filter(({ top, bottom }) => top > 230 && bottom < innerHeight)
      .map(({ left, top, width, height }) => ({ left, top, width, height })),
  )
  return page.evaluate(
    async ({ png, boxes }) => {
      const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const inkWithin = (left: number, top: number, width: number, height: number) => {
        const { data } = context.getImageData(left, top, width, height)
        let ink = 0
        for (let at = 0; at < data.length; at += 4) if (data[at]! + data[at + 1]! + data[at + 2]! < 380) ink++
        return ink
      }
      // The name's half and the half of status and dates: a row may be painted in part.
      return boxes.flatMap(({ left, top, width, height }) => [
        inkWithin(left, top + 2, width / 3, height - 4),
        inkWithin(left + width / 2, top + 2, width / 2, height - 4),
      ])
    },
    { png: shot.toString('base64'), boxes },
  )
}

describe('The page and its rows', () => {
  it('[FA2] scrolling to the end and once more moves nothing but the content, at three widths', async () => {
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      for (const path of ['/customers/new', '/customers', '/settings', '/activity']) {
        await page.goto(path)
        await sees(page.getByRole('heading', { level: 1 }))
        const place = `${path} on a ${name}`
        await page.mouse.move(size.width / 2, size.height / 2)
        for (let step = 0; step < 6; step++) await page.mouse.wheel(0, 4000)
        await page.evaluate(() => {
          document.documentElement.scrollTop = 10_000
          document.body.scrollTop = 10_000
        })
        const root = await page.evaluate(() => ({
          scrolled: document.documentElement.scrollTop + document.body.scrollTop,
          beyond: document.documentElement.scrollHeight - innerHeight,
        }))
        expect(root, place).toEqual({ scrolled: 0, beyond: 0 })
        expect((await page.getByRole('banner').boundingBox())?.y, place).toBe(0)
      }
    }
  })

  it('[FA4] after ten wheel steps every row in sight is painted whole', async () => {
    await page.setViewportSize(sizes.desktop)
    await page.goto('/customers')
    await sees(row(page, companies[0]!))
    await page.mouse.move(640, 500)
    for (let step = 0; step < 10; step++) await page.mouse.wheel(0, 900)
    await sees(row(page, companies[200]!))
    await eventually(async () => Math.min(...(await inkOfRows()))).toBeGreaterThan(60)
    expect((await inkOfRows()).length).toBeGreaterThan(15)
  })

  it('[FA19] at 400 % and on a phone held across, head and bars scroll away and rows fill the screen', async () => {
    for (const [width, height, fewest] of [
      [320, 256, 3],
      [640, 360, 5],
      [844, 390, 6],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.goto('/customers')
      await sees(page.getByRole('heading', { name: 'Customers' }))
      await sees(page.getByText('260 customers', { exact: true }))
      await page.mouse.move(width / 2, height / 2)
      await eventually(async () => {
        // Before the list is laid out there is nothing to scroll.
        await page.mouse.wheel(0, 400)
        return countRowsInSight()
      }).toBeGreaterThanOrEqual(fewest)
      // The keyboard brings rows into sight as well, to the last one and back.
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      expect(await page.evaluate(() => document.activeElement?.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
      await page.mouse.wheel(0, 50_000)
      await sees(row(page, companies[259]!))
      await row(page, companies[259]!).getByRole('link').first().click()
      await sees(page.getByRole('heading', { name: companies[259]! }))
      await page.getByRole('link', { name: 'Close' }).click()
      await seesNo(page.getByRole('link', { name: 'MANAGE ACCOUNT' }))
      await eventually(countRowsInSight).toBeGreaterThanOrEqual(fewest)
    }
    await page.setViewportSize(sizes.desktop)
  })

  it('[FA12] a name that is nearly right is shown as similar, and leaves no gap behind when the search is over', async () => {
    await page.setViewportSize(sizes.desktop)
    await page.goto('/customers')
    await sees(row(page, companies[0]!))
    await page.getByRole('searchbox', { name: 'Search customers' }).fill('compnay 017')
    await sees(page.getByText('Nothing is written like that. Similar:'))
    await sees(row(page, companies[17]!))
    await page.getByRole('searchbox', { name: 'Search customers' }).fill('')
    await sees(row(page, companies[5]!))
    const tops = () =>
      rows().evaluateAll((all) =>
        all.map((each) => each.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]),
      )
    await eventually(async () => {
      const found = (await tops()).toSorted(([left], [right]) => left! - right!)
      return found.slice(1).every(([top], place) => Math.abs(top! - found[place]![1]!) < 1)
    }).toBe(true)
  })

  it('[FA22] names have the room there is, dates sort by the newest, and no column is about nothing', async () => {
    await page.setViewportSize(sizes.desktop)
    await page.goto('/customers')
    const first = row(page, companies[0]!)
    await sees(first)
    const name = first.getByRole('link').first()
    expect(await name.evaluate((link) => link.scrollWidth - link.clientWidth)).toBe(0)
    await seesNo(page.getByRole('columnheader', { name: 'DEVICES' }))
    const modified = page.getByRole('columnheader', { name: 'MODIFIED' })
    await modified.getByRole('button').click()
    await eventually(() => modified.getAttribute('aria-sort')).toBe('descending')
    await modified.getByRole('button').click()
    await eventually(() => modified.getAttribute('aria-sort')).toBe('ascending')
  })

  it('[FA22] the panel has what to call, to write to and to visit, and no link of what is none', async () => {
    await page.setViewportSize(sizes.desktop)
    await page.goto('/customers')
    await row(page, companies[0]!).getByRole('link').first().click()
    const panel = page.getByRole('complementary')
    await panel.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(page, 'Phone', '+44 (113) 496-0000')
    await edit(page, 'Website', 'north.example/about')
    await page.getByRole('button', { name: 'SAVE' }).click()
    await row(page, companies[0]!).getByRole('link').first().click()
    const hrefOf = (name: string) => panel.getByRole('link', { name, exact: true }).getAttribute('href')
    await eventually(() => hrefOf('+44 (113) 496-0000')).toBe('tel:+441134960000')
    await eventually(() => hrefOf('north.example/about')).toBe('https://north.example/about')
    expect(await hrefOf('0@customers.example')).toBe('mailto:0@customers.example')
    await sees(panel.getByText('1 High Street', { exact: true }))
    await seesNo(panel.getByText('DEVICES'))
  })

  it('[FA23] a link that is no good leads whoever is signed in to the start', async () => {
    await page.goto(`/register#link=${'A'.repeat(43)}`)
    await sees(page.getByText(`You are signed in as ${msp.email}.`, { exact: false }))
    await page.getByRole('main').getByRole('link').click()
    await sees(row(page, companies[0]!))
  })

  it('[FA22] no word of a row is cut in German either', async () => {
    const german = await newPerson(browser, server, msp, 'de-DE')
    await german.setViewportSize(sizes.desktop)
    await german.goto('/customers')
    await sees(row(german, 'Gemeinsam verwaltet'))
    const words = german.locator('[role=cell] .shorten, [role=cell].shorten')
    const cut = await words.evaluateAll((all) =>
      all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent),
    )
    expect(cut).toEqual([])
    await german.context().close()
  })

  it('[FA22] the country filter is in order of names and found by what people call a country', async () => {
    await page.goto('/customers')
    await page.getByRole('button', { name: 'Country', exact: true }).click()
    const search = page.getByRole('searchbox', { name: 'Type to search' })
    await sees(search)
    for (const typed of ['England', 'Großbritannien', 'UK', '영국', 'united k']) {
      await search.fill(typed)
      await sees(page.getByRole('menuitemcheckbox', { name: 'United Kingdom' }))
    }
    await search.fill('Deutschland')
    await seesNo(page.getByRole('menuitemcheckbox'))
    await search.fill('')
    await search.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.getAll('country').includes('GB'))
    await page.keyboard.press('Escape')
  })

  it('[FA23] a panel opened and closed by clicks leaves nothing behind in the history', async () => {
    await page.goto('/activity')
    await page.getByRole('link', { name: 'Customers' }).first().click()
    await sees(row(page, companies[0]!))
    const entries = await page.evaluate(() => history.length)
    for (const n of [0, 1]) {
      await row(page, companies[n]!).getByRole('link').first().click()
      await sees(page.getByRole('heading', { name: companies[n]! }))
    }
    await page.getByRole('link', { name: 'Close' }).click()
    await page.waitForURL((url) => url.pathname === '/customers')
    expect(await page.evaluate(() => history.length)).toBe(entries + 1)
    await page.goBack()
    await page.waitForURL('**/activity')
  })

  it('[FA23] a page that isn’t there keeps the layout of whoever is signed in, and one search stands on the list', async () => {
    await page.goto('/nowhere')
    await sees(page.getByRole('heading', { name: 'There is nothing at this address' }))
    await sees(page.getByRole('navigation', { name: 'Main navigation' }))
    await page.goto('/customers')
    await sees(page.getByRole('searchbox', { name: 'Search customers' }))
    await seesNo(page.getByText('Search customers, pages and actions', { exact: true }))
  })
})
