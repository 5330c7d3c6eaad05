// What a customer lets its MSP do with its admins: turned on, used, turned off while the MSP is away; and an admin who may only look.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pushDecision, pushEdit } from './crafted.ts'
import { eventually, isInstalled, readStore, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { field, hasWaiting, isSynced, msp, register, row, opensAccount } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const sam = { firstName: 'Sam', lastName: 'Reed', email: 'sam@acorn.example' }
const sue = { firstName: 'Sue', lastName: 'Gray', email: 'sue@acorn.example' }
const tom = { firstName: 'Tom', lastName: 'Late', email: 'tom@acorn.example' }

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the customer's super admin; Sam, whom Ada invites to look. */
let noa: Page
let ada: Page
let sams: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  sams = await newPerson(browser, server)
  await ada.goto((await findLink(server, '0@customers.example', '/register'))!)
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))
const person = (page: Page, text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text })

async function fillInvitation(page: Page, who: typeof sam): Promise<void> {
  await page.getByRole('link', { name: 'Invite Admins' }).click()
  await field(page, 'First name').fill(who.firstName)
  await field(page, 'Last name').fill(who.lastName)
  await field(page, 'Work email').fill(who.email)
}

const send = (page: Page) => page.getByRole('button', { name: 'Send invitation' }).click()

async function linkFor(email: string): Promise<string> {
  await eventually(() => findLink(server, email, '/join')).not.toBeNull()
  return (await findLink(server, email, '/join'))!
}

async function openAdministrators(): Promise<void> {
  await ada.getByRole('link', { name: 'Manage Administrators' }).first().click()
  await heading(ada, 'Manage Administrators')
}

/** By the account icon, as the label says. */
async function openPermissions(): Promise<void> {
  await ada.getByRole('button', { name: /^Account of/ }).click()
  await ada.getByRole('menuitem', { name: 'Settings' }).click()
  await ada.getByRole('link', { name: 'MANAGE MSP PERMISSIONS' }).click()
  await heading(ada, 'MANAGE MSP PERMISSIONS')
}

const permission = () => ada.getByRole('checkbox', { name: 'Manage admins and roles' })

async function openAdmins(): Promise<void> {
  await noa.getByRole('link', { name: 'Customers' }).first().click()
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'Manage admins' }).click()
  await heading(noa, 'Manage admins')
}

describe('An administrator who may only look', () => {
  it('[C6] a customer’s super admin invites a sub-admin with `View`: fields are read-only, a crafted push is refused', async () => {
    await openAdministrators()
    await ada.getByRole('link', { name: 'Roles', exact: true }).click()
    await ada.getByRole('button', { name: 'Add role' }).click()
    await field(ada, 'Role name').fill('Looks on')
    await ada.getByRole('button', { name: 'SAVE' }).click()
    await sees(ada.getByText('Looks on'))
    await openAdministrators()
    await fillInvitation(ada, sam)
    await ada.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Looks on' })
    await send(ada)
    await sees(person(ada, sam.email).filter({ hasText: 'Looks on' }))
    await sams.goto(await linkFor(sam.email))
    await sams.getByLabel('Password', { exact: true }).fill('sam has a long phrase')
    await sams.getByLabel('Confirm password').fill('sam has a long phrase')
    await sams.getByRole('button', { name: 'Complete registration' }).click()
    await opensAccount(sams)
    await sees(sams.getByText('You can see this account. Your role does not include editing it.'))
    expect(await field(sams, 'City').count()).toBe(0)
    await seesNo(sams.getByRole('textbox', { name: 'City' }))
    await isSynced(sams)

    expect(await pushEdit(sams, 'city', 'Crafted Town')).toBe('not-permitted')
    expect(
      await pushDecision(sams, 'delete-role', { roleId: 'AAAAAAAAAAAAAAAAAAAAAA', version: 1, instead: null }),
    ).toBe('not-permitted')
    expect(await storesWith(ada, 'Crafted Town')).toEqual([])
  })
})

describe('`Manage admins and roles`', () => {
  it('[C7] is off by default; on, the MSP finds the customer’s admins and invites one, who is marked as made by it', async () => {
    await row(noa, company).getByRole('link').first().click()
    await heading(noa, company)
    await seesNo(noa.getByRole('link', { name: 'Manage admins' }))
    expect(await storesWith(noa, 'Sam Reed')).toEqual([])
    await openPermissions()
    expect(await permission().isChecked()).toBe(false)
    await sees(ada.getByText(`Off. ${msp.company} doesn’t see your administrators.`))
    await inspect(ada)
    await permission().check()
    await sees(ada.getByText(/^On since/))

    await openAdmins()
    await sees(person(noa, 'Sam Reed').filter({ hasText: 's•••@acorn.example' }).filter({ hasText: 'Looks on' }))
    await seesNo(person(noa, 'Ada Byron'))
    await inspect(noa)
    await fillInvitation(noa, sue)
    const roles = noa.getByRole('combobox', { name: 'Role' }).getByRole('option')
    expect(await roles.allTextContents()).toEqual(['Admin', 'Looks on'])
    await inspect(noa)
    await send(noa)
    await sees(person(noa, sue.email).filter({ hasText: 'Pending' }))
    await linkFor(sue.email)
    await openAdministrators()
    await sees(person(ada, sue.email).filter({ hasText: `Made by ${msp.company}` }))
    await inspect(ada)
  })

  it('[C7][C6] the MSP makes a role there, too, and the customer finds it among its own', async () => {
    await openAdmins()
    await noa.getByRole('link', { name: 'Roles', exact: true }).click()
    await noa.getByRole('button', { name: 'Add role' }).click()
    await field(noa, 'Role name').fill('Night desk')
    // No more than an admin has.
    await seesNo(noa.getByRole('checkbox', { name: 'Manage admins and roles' }))
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await sees(noa.getByText('Night desk'))
    await isSynced(noa)
    await inspect(noa)
    await openAdministrators()
    await ada.getByRole('link', { name: 'Roles', exact: true }).click()
    await sees(ada.getByText('Night desk'))
  })

  it('[C7] taken back while the MSP is offline: what it queued is refused with words, the open invitation is dead', async () => {
    await openAdmins()
    await noa.context().setOffline(true)
    await fillInvitation(noa, tom)
    await send(noa)
    await hasWaiting(noa, 1)
    await sees(person(noa, tom.email).filter({ hasText: 'will be sent' }))

    // Offline the customer's device doesn't say that it is off.
    await openPermissions()
    await ada.context().setOffline(true)
    await permission().uncheck()
    await sees(ada.getByText('Still on until connected'))
    await inspect(ada)
    await ada.context().setOffline(false)
    await sees(ada.getByText(/^Off\./))
    await isSynced(ada)

    const guest = await newPerson(browser, server)
    await guest.goto(await linkFor(sue.email))
    await heading(guest, 'This invitation was taken back')
    await guest.context().close()
    await noa.context().setOffline(false)
    await heading(noa, `${company} doesn’t let you manage its admins`)
    await sees(noa.getByText('Tom Late was not invited'))
    await sees(noa.getByText('This customer no longer lets you manage its admins and roles.'))
    await inspect(noa)
    await eventually(() => readStore(noa, 'records').then((all) => JSON.stringify(all).includes('customer-team'))).toBe(
      false,
    )
    expect(await storesWith(noa, 'Sam Reed')).toEqual([])
    expect(await findLink(server, tom.email, '/join')).toBeNull()
    await openAdministrators()
    await sees(
      person(ada, sue.email)
        .filter({ hasText: 'Revoked' })
        .filter({ hasText: `Made by ${msp.company}` }),
    )
    await seesNo(person(ada, tom.email))
  })

  it('[C7][SYNC4] off is gone from the MSP’s open page within 2 s', async () => {
    await noa.getByRole('button', { name: 'Dismiss' }).click()
    await openPermissions()
    await permission().check()
    await sees(ada.getByText(/^On since/))
    await sees(person(noa, 'Sam Reed'))
    await permission().uncheck()
    await sees(ada.getByText(/^Off\./))
    await seesNo(person(noa, 'Sam Reed'), 2000)
    await heading(noa, `${company} doesn’t let you manage its admins`)
  })
})
