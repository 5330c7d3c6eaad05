// Every page of a reseller's portal in every state that its device may be in.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { RunningServer } from '../support/server.ts'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { userRow } from '../contracts/user-row.ts'
import { eventually, isInstalled, sees } from './device.ts'
import './no-errors.ts'
import { registerReseller, rosa } from './reseller-portal.ts'
import { seedMsp } from './seed.ts'
import { withDatabase } from './seed-devices.ts'
import { hasWaiting, isSynced, row, syncState } from './steps.ts'
import { follow, newPerson, walk, type Walk } from './walk.ts'

let server: RunningServer
let browser: Browser
let shop: Page
let shown: Walk['shown']

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  browser = await launchChromium()
  const { page, resellerId } = await registerReseller(browser, server)
  shop = page
  shown = await seedRecords(resellerId as OrganisationId)
  await shop.goto('/reseller/customers')
  await sees(row(shop, 'Northwind IT'))
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** A colleague, and an upload to the MSP. */
async function seedRecords(resellerId: OrganisationId): Promise<Walk['shown']> {
  return withDatabase(server, async (database) => {
    const msp = database.selectFrom('organisation').select('id').where('kind', '=', 'msp')
    const { id: partyId } = await msp.executeTakeFirstOrThrow()
    const colleague = userRow(cryptoIds, {
      organisation_id: resellerId,
      role: 'admin',
      email: 'lee@riverside.example',
      first_name: 'Lee',
    })
    await insertUser(database, colleague)
    const seeding = { database, ids: cryptoIds }
    const linkId = await seedLink(seeding, { resellerId, partyId })
    await seedUpload(seeding, { resellerId, partyId, linkId, count: 3 })
    return { CUSTOMER: partyId, COLLEAGUE: colleague.id }
  })
}

const walkShop = () => walk(shop, 'reseller', { axe: true, shown })

async function add(id: string): Promise<void> {
  await follow(shop, '/reseller/customers')
  await shop.getByRole('main').getByRole('button', { name: 'ADD CUSTOMER' }).click()
  await shop.getByRole('dialog').getByLabel('Customer ID or MSP ID').fill(id)
  await shop.getByRole('dialog').getByRole('button', { name: 'SUBMIT' }).click()
  await sees(row(shop, id))
}

describe('Every page of a reseller shows something, without an error and without scrolling its document,', () => {
  it('[FA1][FA2] with nothing waiting, and of what isn’t there', async () => {
    await walkShop()
    await walk(shop, 'reseller', { axe: true, ofRecords: true })
  })

  it('[FA1][FA2] with nothing on the device yet', async () => {
    const page = await newPerson(browser, server, rosa)
    await page.context().route('**/api/sync', (route) => route.abort())
    await page.goto('/')
    await eventually(() => syncState(page)).toBe('not-fetched')
    await walk(page, 'reseller', { axe: true, shown })
    await page.context().close()
  })

  it('[FA1][FA2] with decisions that wait, of customers and of people', async () => {
    await isSynced(shop)
    await isInstalled(shop)
    await shop.context().setOffline(true)
    await add('9000000001')
    await follow(shop, '/team/invite')
    for (const [label, value] of [
      ['First name', 'Mo'],
      ['Last name', 'Day'],
      ['Work email', 'mo@riverside.example'],
    ] as const)
      await shop.getByLabel(label, { exact: true }).fill(value)
    await shop.getByRole('button', { name: 'Send invitation' }).click()
    await hasWaiting(shop, 2)
    await walkShop()
  })

  it('[FA1][FA2] with refused work', async () => {
    await shop.context().setOffline(false)
    await hasWaiting(shop, 0)
    await eventually(() => syncState(shop)).toBe('needs-you')
    await walkShop()
  })

  it('[FA1][FA2] after the session ended', async () => {
    await shop.context().clearCookies()
    await shop.reload()
    await eventually(() => syncState(shop)).toBe('signed-out')
    await walkShop()
    expect(shop.url()).not.toContain('/sign-in')
  })
})
