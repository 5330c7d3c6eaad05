// X1: rows of long lists by touch: each tick and each link is a finger's size, and answers for its own row alone.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { sees } from './device.ts'
import './no-errors.ts'
import { seedDevices } from './seed-devices.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { msp } from './steps.ts'

let server: RunningServer
let browser: Awaited<ReturnType<typeof launchChromium>>
let page: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, ['Acorn Bikes', 'Birch Cafe', 'Cedar Dental', 'Dune Travel'])
  await seedDevices(server, 12)
  browser = await launchChromium()
  const context = await browser.newContext({
    baseURL: server.origin,
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  })
  page = await context.newPage()
  const { email, password } = msp
  const { origin } = server
  await context.request.post('/api/session', { data: { email, password }, headers: { origin } })
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** What a finger misses: ticks, and in cards links, smaller than 44 × 44; rows whose edges open another one. */
const misses = () =>
  page.evaluate(() => {
    const found: string[] = []
    const size = ({ width, height }: DOMRect) => `${Math.round(width)} × ${Math.round(height)}`
    for (const row of document.querySelectorAll<HTMLElement>(
      '[role=table] [role=row]:not([hidden]):has([role=cell])',
    )) {
      const { left, right, top, bottom, height } = row.getBoundingClientRect()
      const link = row.querySelector('a[data-row]')!
      const own = [...row.querySelectorAll('input'), ...(height > 60 ? [link] : [])]
      for (const control of own) {
        const box = control.getBoundingClientRect()
        if (box.width < 44 || box.height < 44) found.push(`${control.tagName} is ${size(box)}`)
      }
      if (height < 44) found.push(`a row is ${height} px high`)
      // Its edges answer for it: below the tick's place, and at the other end.
      for (const y of [top + 1, bottom - 2])
        for (const x of [left + 24, right - 8]) {
          const hit = document.elementFromPoint(x, y)
          // Scrolled away, or below the bar.
          if (!hit?.closest('[role=table]')) continue
          if (hit.closest('[role=row]') !== row) found.push(`${hit.outerHTML.slice(0, 80)} lies over a row`)
        }
    }
    return found
  })

describe('Rows by touch', () => {
  it.each([
    ['/customers', 'link', 390],
    ['/devices', 'checkbox', 390],
    ['/customers', 'link', 820],
    ['/devices', 'checkbox', 820],
  ] as const)('[X1] %s: each %s at %i px is 44 px, and no other row answers', async (path, role, width) => {
    await page.setViewportSize({ width, height: 1100 })
    await page.goto(path)
    const rows = page.getByRole('table').locator('[role=row]:not([hidden]):has([role=cell])')
    await sees(rows.nth(3).getByRole(role))
    expect(await misses()).toEqual([])
  })

  it('[X1] a finger beside a tick’s drawn square ticks its device, and one on the row opens it', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto('/devices')
    const tick = page.getByRole('checkbox', { name: /^Select 35/ }).nth(1)
    await sees(tick)
    const box = (await tick.boundingBox())!
    await page.touchscreen.tap(box.x + 3, box.y + 40)
    expect(await tick.isChecked()).toBe(true)
    expect(await page.getByRole('checkbox', { name: /^Select 35/, checked: true }).count()).toBe(1)
    await page.touchscreen.tap(300, box.y + 22)
    await page.waitForURL(/\/devices\/[\w-]{22}/)
  })

  it('[X1] the panel’s link to a device’s customer is 44 px high', async () => {
    await page.goto('/devices?q=acorn')
    await page.getByRole('table').getByRole('link').first().click()
    const link = page.getByRole('complementary').getByRole('link', { name: 'Acorn Bikes' })
    await sees(link)
    expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  })
})
