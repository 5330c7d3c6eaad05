// Many resellers, uploads and companies at once (M22): searched, drawn some at a time, and the rest asked for.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cryptoIds } from '#shared/domain/id-source.ts'
import { launchChromium } from '../support/chromium.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findMspId, insertReseller, withDatabase } from './seed-devices.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { msp } from './steps.ts'
import { newPerson } from './walk.ts'

const resellers = 8
const uploadsOfEach = 16
const companies = Array.from({ length: 70 }, (_, place) => `Company ${String(place + 1).padStart(3, '0')}`)

let server: RunningServer
let browser: Awaited<ReturnType<typeof launchChromium>>
let noa: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  await withDatabase(server, async (database) => {
    const seeding = { database, ids: cryptoIds }
    const mspId = await findMspId(database)
    for (let place = 0; place < resellers; place++) {
      const resellerId = await insertReseller(database, `777777777${place}`, `Reseller ${place + 1}`)
      const linkId = await seedLink(seeding, { resellerId, partyId: mspId })
      for (let one = 0; one < uploadsOfEach; one++)
        await seedUpload(seeding, { resellerId, partyId: mspId, linkId, count: 1 })
      if (place > 0) continue
      const managed = await database.selectFrom('relationship').select('customer_id').execute()
      for (const { customer_id: partyId } of managed) {
        const theirs = await seedLink(seeding, { resellerId, partyId, listed_at: null })
        const upload = { state: 'approved' as const }
        await seedUpload(seeding, { resellerId, partyId, linkId: theirs, count: 1, upload })
      }
    }
  })
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const main = () => noa.getByRole('main')

describe('Long lists', () => {
  it('[M22] uploads to approve are shown fifty at a time, and all are approved at once all the same', async () => {
    await noa.goto('/devices/uploads')
    const open = main().getByRole('list', { name: 'To approve' }).getByRole('listitem')
    await eventually(() => open.count()).toBe(50)
    await sees(main().getByRole('button', { name: /APPROVE ALL DEVICES ?: 128 devices/ }))
    await main().getByRole('button', { name: 'Show older ones' }).first().click()
    await eventually(() => open.count()).toBe(100)
    await inspect(noa)
  })

  it('[M22][C9] resellers are searched by name, Reseller ID or company; where none fits, it is said', async () => {
    await noa.goto('/devices/resellers')
    const table = main().getByRole('table', { name: 'Resellers' })
    const list = table.getByRole('row').filter({ has: noa.getByRole('cell') })
    await sees(list)
    const search = main().getByRole('searchbox', { name: 'Search resellers' })
    await search.fill('7777777773')
    await eventually(() => list.count()).toBe(1)
    await sees(list.getByText('Reseller 4'))
    await search.fill('nobody')
    await sees(main().getByRole('heading', { name: 'No reseller fits' }))
    await main().getByRole('button', { name: 'Clear search and filters' }).click()
    await eventually(() => list.count()).toBeGreaterThan(resellers - 1)
    await inspect(noa)
    const first = () => list.first().getByRole('cell').allInnerTexts()
    await table.getByRole('button', { name: 'UPLOADS' }).click()
    await eventually(first).toEqual(expect.arrayContaining(['In stock', '16']))
    await noa.waitForURL(/sort=-uploads/)
    await noa.getByRole('heading', { level: 1 }).click()
    await noa.keyboard.press('j')
    await noa.keyboard.press('j')
    await eventually(() =>
      noa.evaluate(() => document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex')),
    ).toBe('3')
    for (const [name, width, height] of [
      ['390', 390, 844],
      ['820', 820, 1180],
      ['1280', 1280, 800],
    ] as const) {
      await noa.setViewportSize({ width, height })
      await noa.goto('/devices/resellers')
      await noa.waitForTimeout(700)
      await noa.screenshot({ path: `/work/out/rs60-${name}.png` })
      await search.fill('In stock')
      await noa.waitForTimeout(700)
      await noa.screenshot({ path: `/work/out/rs8-${name}.png` })
      await search.fill('')
    }
  })

  it('[M22] the companies to filter devices by are drawn sixty at a time, and found by searching', async () => {
    await noa.goto('/devices')
    await noa.getByRole('button', { name: 'Customer', exact: true }).first().click()
    const choices = noa.getByRole('menuitemcheckbox')
    await sees(noa.getByText(/^1[0-9] more: search for them$/))
    expect(await choices.count()).toBe(60)
    await seesNo(choices.filter({ hasText: 'Company 070' }))
    await noa.getByRole('searchbox', { name: 'Search customers' }).last().fill('070')
    await choices.filter({ hasText: 'Company 070' }).click()
    await noa.keyboard.press('Escape')
    await sees(noa.getByText(/^1 of \d+ devices$/))
  })
})
