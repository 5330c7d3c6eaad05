// What a person finds follows what their role holds: no field that would refuse, no action that isn't theirs.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { OrganisationId, RoleId } from '#shared/domain/ids.ts'
import { startApplication, type Application } from '../../server/application.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { operatorKey } from '../../server/auth/operator-key.ts'
import { parseConfig } from '../../server/config.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { launchChromium } from '../support/chromium.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { patience, sees, seesNo } from './device.ts'
import { insertReseller } from './seed-devices.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { edit, field, msp, row, signIn } from './steps.ts'

const builtApp = fileURLToPath(new URL('../../build', import.meta.url))
const company = 'Harbour Lights'

let folder: string
let application: Application
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-permitted-'))
  application = await startApplication(parseConfig({ PORT: '0', TANDEM_DATA: folder }), { buildFolder: builtApp })
  const { address: origin, services } = application
  await seedMsp({ origin, key: operatorKey(services.key) })
  await seedCustomers(origin, [company, 'Second'])
  await seedUploaded(services)
  browser = await launchChromium()
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  page = await context.newPage()
  await page.goto('/sign-in')
  await signIn(page, msp)
  await sees(row(page, company))
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await application?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Two devices for the company that the MSP manages alone, of a reseller whom nobody trusts yet. */
async function seedUploaded({ database, ids }: Application['services']): Promise<void> {
  const [{ customer_id: partyId }] = (await database
    .selectFrom('relationship')
    .select('customer_id')
    .where('management_type', '=', 'fully')
    .execute()) as [{ customer_id: OrganisationId }]
  const of = { resellerId: await insertReseller(database, '7777777770', 'Reseller North'), partyId }
  const linkId = await seedLink({ database, ids }, { ...of, trust: 'none', trusted_at: null })
  await seedUpload({ database, ids }, { ...of, linkId, count: 2 })
}

/** Gives the only person a role of the organisation's own with these permissions. */
async function holdOnly(...permissions: Permission[]): Promise<void> {
  const { services } = application
  const id = services.ids.randomId() as RoleId
  await runUnitOfWork(services, async (unit) => {
    const { id: userId, organisation_id } = await unit.trx.selectFrom('user').selectAll().executeTakeFirstOrThrow()
    await insertRole(unit.trx, { id, organisation_id, name: `Role ${id}`, permissions })
    await changePerson(unit, userId, { role: 'admin', role_id: id })
  })
}

describe('Whoever may only look', () => {
  it('[M20][C6] finds values where there were fields, on the open page, as soon as their role is another', async () => {
    await row(page, company).getByRole('link').first().click()
    await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(page, 'City', 'Hull')
    await sees(page.getByRole('button', { name: /^Undo.*City/ }))
    await holdOnly('view', 'view-activity')
    await sees(page.getByText('You can see this account. Your role does not include editing it.'))
    await sees(page.getByRole('definition').filter({ hasText: 'Hull' }))
    expect(await field(page, 'City').count()).toBe(0)
    await seesNo(page.getByRole('button', { name: 'SAVE' }))
    await seesNo(page.getByRole('button', { name: /^Undo/ }))
    await seesNo(page.getByRole('heading', { name: 'Delink customer account' }))
  })

  it('[M20] finds no action that isn’t theirs in panel, list, menu, palette and keys', async () => {
    await page.getByRole('link', { name: 'Back' }).last().click()
    await sees(page.getByRole('heading', { name: company }))
    await seesNo(page.getByRole('button', { name: 'Resend email invite' }))
    await page.getByRole('link', { name: 'Close' }).click()
    await seesNo(page.getByRole('link', { name: 'ADD CUSTOMER' }))
    await seesNo(page.getByRole('button', { name: 'DOWNLOAD CUSTOMERS AS CSV' }))
    await page.keyboard.press('Control+k')
    await sees(page.getByRole('option', { name: 'Activity' }))
    await seesNo(page.getByRole('option', { name: 'ADD CUSTOMER' }))
    await page.keyboard.press('Escape')
    await page.keyboard.press('n')
    expect(new URL(page.url()).pathname).toBe('/customers')
  })

  it('[M20] is told at an address that isn’t theirs, and finds the way on', async () => {
    for (const path of ['/customers/new', `/customers/${'1'.repeat(10)}/delink`]) {
      await page.goto(path)
      await sees(page.getByRole('heading', { name: 'Your role does not include this page' }))
    }
    await page.getByRole('link', { name: 'Go to the start page' }).click()
    await sees(row(page, company))
  })

  it('[M20][M22] finds devices, uploads, resellers and licenses to read, and nothing to do with them', async () => {
    const main = page.getByRole('main')
    const act = (name: string | RegExp) => main.getByRole('button', { name })
    await page.goto('/devices')
    await sees(main.getByText('2 devices', { exact: true }))
    expect(await main.getByRole('checkbox').count()).toBe(0)
    for (const [path, acts] of [
      ['/devices/uploads', ['Approve', 'Reject', /APPROVE ALL DEVICES/]],
      ['/devices/resellers', ['Verify reseller', 'Lookup']],
    ] as const) {
      await page.goto(path)
      await sees(main.getByText(/Reseller North/))
      for (const name of acts) await seesNo(act(name))
    }
    await page.goto('/licenses')
    await sees(main.getByRole('heading', { name: 'Licenses' }))
    await seesNo(main.getByRole('link', { name: 'Register license' }))
    await page.goto('/licenses/register')
    await sees(page.getByRole('heading', { name: 'Your role does not include this page' }))
    await holdOnly('view', 'view-activity', 'manage-devices')
    await page.goto('/devices/uploads')
    await sees(act('Approve'))
    await page.goto('/customers')
  })

  it('[M20] without the log has no page of it, and gets everything back with the role', async () => {
    await holdOnly('view')
    await seesNo(page.getByRole('link', { name: 'Activity' }))
    await holdOnly('view', 'view-activity', 'edit-account', 'add-customer', 'export', 'delink-customer')
    await sees(page.getByRole('link', { name: 'ADD CUSTOMER' }))
    await row(page, company).getByRole('link').first().click()
    await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(page, 'City', 'York')
    await sees(page.getByRole('button', { name: /^Undo.*City/ }).first())
  })
})
