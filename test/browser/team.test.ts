// Colleagues, on each side: invited, registered, given other customers, blocked, let in again; offline too.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, field, hasWaiting, holds, isSynced, msp, register, row, signIn, opensAccount } from './steps.ts'
import { newPerson } from './walk.ts'

const companies = ['Acorn Bikes', 'Birch Cafe', 'Cider House', 'Dune Hotels', 'Elm Clinic']
const kim = { firstName: 'Kim', lastName: 'Ito', email: 'kim@northwind.example', password: 'my own long phrase' }

let server: RunningServer
let browser: Browser
/** Noa, the MSP's super admin; Kim, whom she invites; Ada, of the first customer. */
let noa: Page
let kims: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await confirmAddress()
  kims = await newPerson(browser, server)
  ada = await newPerson(browser, server)
  await noa.goto('/customers')
  await sees(row(noa, companies[0]!))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))
const person = (page: Page, text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text })

/** Who hasn't confirmed their address doesn't count as a super admin. */
async function confirmAddress(): Promise<void> {
  const link = (await findLink(server, msp.email, '/verify-email'))!.replace(/^.*#link=/, '')
  const confirmed = await noa.request.post('/api/verify-email', { data: { link }, headers: { origin: server.origin } })
  expect(confirmed.status()).toBe(204)
}

async function openTeam(page: Page, name = 'Admins & roles'): Promise<void> {
  await page.getByRole('link', { name }).click()
  await heading(page, name)
}

async function fillInvitation(page: Page, who: Pick<typeof kim, 'firstName' | 'lastName' | 'email'>): Promise<void> {
  await page.getByRole('link', { name: 'Invite Admins' }).click()
  await field(page, 'First name').fill(who.firstName)
  await field(page, 'Last name').fill(who.lastName)
  await field(page, 'Work email').fill(who.email)
}

const send = (page: Page) => page.getByRole('button', { name: 'Send invitation' }).click()

async function choose(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name, exact: true }).check()
}

async function linkFor(email: string): Promise<string> {
  await eventually(() => findLink(server, email, '/join')).not.toBeNull()
  return (await findLink(server, email, '/join'))!
}

/** From the open link to being signed in. */
async function join(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Complete registration' }).click()
}

async function openPerson(page: Page, name: string): Promise<void> {
  await openTeam(page)
  await person(page, name).getByRole('link').click()
  await heading(page, name)
}

describe('An MSP’s team', () => {
  it('[M20][X3] a colleague is invited for some customers, registers by the mail’s link and has just those, offline too', async () => {
    await openTeam(noa)
    await fillInvitation(noa, kim)
    await noa.getByRole('radio', { name: 'Only some' }).check()
    await send(noa)
    await sees(noa.getByText('Choose at least one.'))
    await choose(noa, 'Acorn Bikes', 'Birch Cafe', 'Cider House')
    await inspect(noa)
    await send(noa)
    await sees(person(noa, kim.email).filter({ hasText: 'Pending' }).filter({ hasText: 'Only some: 3' }))

    await kims.goto(await linkFor(kim.email))
    await heading(kims, `${msp.company} invites you`)
    await sees(kims.getByText('MSP Admin'))
    await inspect(kims)
    await join(kims, kim.password)
    await kims.waitForURL('**/customers')
    await sees(row(kims, 'Acorn Bikes'))
    await isSynced(kims)
    for (const name of ['Dune Hotels', 'Elm Clinic']) expect(await storesWith(kims, name)).toEqual([])
    await isInstalled(kims)
    await kims.context().setOffline(true)
    await kims.reload()
    for (const name of ['Acorn Bikes', 'Birch Cafe', 'Cider House']) await sees(row(kims, name))
    await seesNo(row(kims, 'Dune Hotels'))
    await kims.context().setOffline(false)
    await isSynced(kims)
    await sees(person(noa, kim.email).filter({ hasText: 'Active' }))
  })

  it('[M20] a link that was used leads to signing in, and its address is here already', async () => {
    const eve = await newPerson(browser, server)
    await eve.goto(await linkFor(kim.email))
    await heading(eve, 'This invitation has already been used')
    await eve.context().close()
    await openTeam(noa)
    await fillInvitation(noa, { ...kim, email: 'KIM@northwind.example' })
    await send(noa)
    await sees(noa.getByText('Somebody of your organisation has this address already.'))
    await noa.getByRole('button', { name: /Empty/ }).click()
  })

  it('[M20][SYNC4] a customer taken out of the scope is gone from the open page, the store and the search within 2 s; an edit that waits is refused with its text', async () => {
    await row(kims, 'Birch Cafe').getByRole('link').first().click()
    await kims.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(field(kims, 'City'))
    await kims.context().setOffline(true)
    await edit(kims, 'City', 'Unsent Town')
    await hasWaiting(kims, 1)
    await openPerson(noa, 'Kim Ito')
    await noa.getByRole('checkbox', { name: 'Birch Cafe', exact: true }).uncheck()
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await isSynced(noa)
    await kims.context().setOffline(false)
    await sees(kims.getByText('Unsent Town').or(kims.getByRole('link', { name: /^Outbox/ })))
    await eventually(() => storesWith(kims, 'Birch Cafe')).not.toContain('pages')
    await kims.getByRole('link', { name: /^Outbox/ }).click()
    await sees(kims.getByText('Unsent Town'))
    await sees(kims.getByText('You no longer have permission for this.'))

    // And once more while the page is open, timed.
    await kims.getByRole('link', { name: 'Customers' }).click()
    await row(kims, 'Cider House').getByRole('link').first().click()
    await heading(kims, 'Cider House')
    await noa.getByRole('checkbox', { name: 'Cider House', exact: true }).uncheck()
    await noa.getByRole('button', { name: 'SAVE' }).click()
    const from = Date.now()
    await seesNo(kims.getByRole('heading', { name: 'Cider House' }), 2000)
    await seesNo(row(kims, 'Cider House'), 2000)
    await expect.poll(() => storesWith(kims, 'Cider House'), { timeout: 2000, interval: 50 }).toEqual([])
    expect(Date.now() - from).toBeLessThan(2000)
    await kims.getByRole('searchbox').first().fill('Cider')
    await seesNo(row(kims, 'Cider House'))
    await kims.getByRole('searchbox').first().fill('')
    await sees(row(kims, 'Acorn Bikes'))
  })

  it('[M20] offline an invitation waits, can be taken back, and goes out at the next contact; one address twice is answered once', async () => {
    await openTeam(noa)
    await noa.context().setOffline(true)
    const lee = { firstName: 'Lee', lastName: 'Moor', email: 'lee@northwind.example' }
    await fillInvitation(noa, lee)
    await sees(noa.getByText('will be sent when you are connected'))
    await send(noa)
    await sees(person(noa, lee.email).filter({ hasText: 'Pending' }).filter({ hasText: 'will be sent' }))
    await fillInvitation(noa, lee)
    await send(noa)
    await sees(noa.getByText('This address has been invited already.'))
    await noa.getByRole('button', { name: /Empty/ }).click()
    await noa.getByRole('link', { name: 'Back to all people' }).click()
    await person(noa, lee.email).getByRole('link').click()
    await noa.getByRole('button', { name: 'Cancel' }).click()
    await heading(noa, 'This person is not here')
    await noa.getByRole('main').getByRole('link', { name: 'Back to all people' }).first().click()
    await fillInvitation(noa, lee)
    await send(noa)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await linkFor(lee.email)
    await person(noa, lee.email).getByRole('link').click()
    await noa.getByRole('button', { name: 'Revoke invitation' }).click()
    await sees(noa.getByText('Revoked'))
    await isSynced(noa)
    const guest = await newPerson(browser, server)
    await guest.goto(await linkFor(lee.email))
    await heading(guest, 'This invitation was taken back')
    await guest.context().close()
  })

  it('[M20][X2] whoever is blocked loses their tablet at once, and signs in again once reactivated', async () => {
    await openPerson(noa, 'Kim Ito')
    await noa.getByRole('button', { name: 'Block' }).click()
    await sees(noa.getByText(/signed out everywhere/))
    await noa.getByRole('button', { name: 'Block' }).click()
    await heading(kims, 'Sign in to Tandem')
    await eventually(() => storesWith(kims, 'Acorn Bikes')).toEqual([])
    await signIn(kims, kim)
    await sees(kims.getByText('This account is blocked.'))
    await noa.getByRole('button', { name: 'Reactivate' }).click()
    await sees(noa.getByRole('button', { name: 'Block' }))
    await isSynced(noa)
    await signIn(kims, kim)
    await sees(row(kims, 'Acorn Bikes'))
  })

  it('[M20] the last super admin is offered nothing that would end that, and is told why', async () => {
    await openPerson(noa, 'Noa Berg')
    await sees(noa.getByText(/last super admin/))
    await seesNo(noa.getByRole('button', { name: 'Block' }))
    await seesNo(noa.getByRole('button', { name: 'Remove' }))
    // Kim may look, and change nothing.
    await openTeam(kims)
    await sees(person(kims, 'Noa Berg'))
    await seesNo(kims.getByRole('link', { name: 'Invite Admins' }))
  })
})

describe('Roles and groups', () => {
  it('[FA5] what is typed into their forms survives a reload; Cancel lets go of it', async () => {
    await openTeam(noa)
    await noa.getByRole('link', { name: 'Roles', exact: true }).click()
    await noa.getByRole('button', { name: 'Add role' }).click()
    await field(noa, 'Role name').fill('Half a role')
    await noa.getByRole('checkbox', { name: 'Edit customers' }).check()
    await noa.reload()
    await holds(noa, { 'Role name': 'Half a role' })
    await expect(noa.getByRole('checkbox', { name: 'Edit customers' }).isChecked()).resolves.toBe(true)
    await noa.getByRole('button', { name: 'Cancel' }).click()
    await seesNo(field(noa, 'Role name'))
    await noa.getByRole('button', { name: 'Add role' }).click()
    await holds(noa, { 'Role name': '' })
    await noa.getByRole('link', { name: 'Groups', exact: true }).click()
    await noa.getByRole('button', { name: 'Add group' }).click()
    await field(noa, 'Group name').fill('Half a group')
    await choose(noa, 'Dune Hotels')
    await noa.reload()
    await holds(noa, { 'Group name': 'Half a group' })
    await sees(noa.getByRole('checkbox', { name: 'Dune Hotels', exact: true, checked: true }))
    await noa.getByRole('button', { name: 'Cancel' }).click()
    await seesNo(field(noa, 'Group name'))
  })

  it('[M3][M20] a group gives a colleague its customers within 2 s, and takes one that leaves it', async () => {
    await openTeam(noa)
    await noa.getByRole('link', { name: 'Groups', exact: true }).click()
    await noa.getByRole('button', { name: 'Add group' }).click()
    await field(noa, 'Group name').fill('North')
    await choose(noa, 'Dune Hotels', 'Elm Clinic')
    await inspect(noa)
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await sees(noa.getByText('2 customers'))
    await openPerson(noa, 'Kim Ito')
    await choose(noa, 'North')
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await isSynced(noa)
    await kims.getByRole('link', { name: 'Customers' }).click()
    await sees(row(kims, 'Dune Hotels'))
    await openTeam(noa)
    await noa.getByRole('link', { name: 'Groups', exact: true }).click()
    await noa.getByRole('button', { name: /^Edit.*North/ }).click()
    await sees(noa.getByText('Kim Ito'))
    await noa.getByRole('checkbox', { name: 'Dune Hotels', exact: true }).uncheck()
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await seesNo(row(kims, 'Dune Hotels'), 2000)
    await sees(row(kims, 'Elm Clinic'))
    await eventually(() => storesWith(kims, 'Dune Hotels')).toEqual([])
  })

  it('[M3][M2] the list is filtered by a group, offline after a reload, too; once it is gone, or for whoever isn’t shown it, the list says so', async () => {
    const tablet = await newPerson(browser, server, msp)
    await tablet.goto('/team/groups')
    await tablet.getByRole('button', { name: 'Add group' }).click()
    await field(tablet, 'Group name').fill('Spring fair')
    await choose(tablet, 'Acorn Bikes', 'Cider House')
    await tablet.getByRole('button', { name: 'SAVE' }).click()
    await isSynced(tablet)

    await noa.getByRole('link', { name: 'Customers' }).click()
    await noa.getByRole('button', { name: 'Group', exact: true }).click()
    await noa.getByRole('menuitemcheckbox', { name: 'Spring fair' }).click()
    await noa.keyboard.press('Escape')
    await sees(row(noa, 'Cider House'))
    await seesNo(row(noa, 'Birch Cafe'))
    await noa.waitForURL('**/customers?group=*')
    const view = new URL(noa.url()).search
    await noa.context().setOffline(true)
    await noa.reload()
    await sees(noa.getByRole('button', { name: 'Group: Spring fair' }))
    await sees(row(noa, 'Acorn Bikes'))
    await seesNo(row(noa, 'Birch Cafe'))
    await noa.context().setOffline(false)
    await isSynced(noa)

    // A member that leaves it leaves the open list, and the group itself leaves words.
    await tablet.getByRole('button', { name: /^Edit.*Spring fair/ }).click()
    await tablet.getByRole('checkbox', { name: 'Cider House', exact: true }).uncheck()
    await tablet.getByRole('button', { name: 'SAVE' }).click()
    await seesNo(row(noa, 'Cider House'))
    await sees(row(noa, 'Acorn Bikes'))
    await tablet.getByRole('button', { name: /^Edit.*Spring fair/ }).click()
    await tablet.getByRole('button', { name: 'Delete group' }).click()
    await sees(noa.getByText('A group that this list is filtered by is not here'))
    await seesNo(noa.getByText('No customer fits'))
    await inspect(noa)
    await noa.getByRole('button', { name: 'Show without it' }).click()
    await sees(row(noa, 'Birch Cafe'))
    await noa.waitForURL((url) => url.pathname + url.search === '/customers')

    // Kim sees only some customers, and so no groups: a link with one says why nothing is listed.
    await kims.goto(`/customers${view}`)
    await sees(kims.getByText('groups are shown to people who see all'))
    await kims.getByRole('button', { name: 'Show without it' }).click()
    await sees(row(kims, 'Acorn Bikes'))
    await sees(kims.getByRole('button', { name: 'Status', exact: true }))
    await seesNo(kims.getByRole('button', { name: /^Group/ }))
    await tablet.context().close()
  })

  it('[M20] a role of one’s own lets somebody look only; deleting it names who has it and gives another in the same step', async () => {
    await openTeam(noa)
    await noa.getByRole('link', { name: 'Roles', exact: true }).click()
    await noa.getByRole('button', { name: 'Add role' }).click()
    await field(noa, 'Role name').fill('Reader')
    await inspect(noa)
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await sees(noa.getByText('Reader'))
    await openPerson(noa, 'Kim Ito')
    await noa.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Reader' })
    await noa.getByRole('button', { name: 'SAVE' }).click()
    await isSynced(noa)
    await seesNo(kims.getByRole('link', { name: 'ADD CUSTOMER' }))
    await openTeam(noa)
    await sees(person(noa, kim.email).filter({ hasText: 'Reader' }))
    await noa.getByRole('link', { name: 'Roles', exact: true }).click()
    await noa.getByRole('button', { name: /^Edit.*Reader/ }).click()
    await noa.getByRole('button', { name: 'Delete role' }).click()
    await sees(noa.getByText('These people have the role: Kim Ito.'))
    await noa.getByRole('button', { name: 'Delete role' }).click()
    await seesNo(noa.getByText('Reader', { exact: true }))
    await isSynced(noa)
    await openTeam(noa)
    await sees(person(noa, kim.email).filter({ hasText: 'MSP Admin' }))
    await sees(kims.getByRole('link', { name: 'ADD CUSTOMER' }))
  })
})

describe('Who is signed in', () => {
  it('[M20] a role that changes while a start still asks who is signed in shows on the page that has just opened', async () => {
    const held = Promise.withResolvers<undefined>()
    let asked = 0
    await kims.route('**/api/session', async (route) => {
      if (++asked > 1) return route.continue()
      // What the server said before, on a line that is slow.
      const response = await route.fetch()
      await held.promise
      await route.fulfill({ response })
    })
    await kims.goto('/customers')
    await sees(kims.getByRole('link', { name: 'ADD CUSTOMER' }))
    await eventually(() => asked).toBe(1)
    await openTeam(noa)
    await noa.getByRole('link', { name: 'Roles', exact: true }).click()
    await noa.getByRole('button', { name: 'Add role' }).click()
    await field(noa, 'Role name').fill('Visitor')
    await noa.getByRole('button', { name: 'SAVE', exact: true }).click()
    await openPerson(noa, 'Kim Ito')
    await noa.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Visitor' })
    await noa.getByRole('button', { name: 'SAVE', exact: true }).click()
    await isSynced(noa)
    await openTeam(kims)
    await sees(person(kims, kim.email).filter({ hasText: 'Visitor' }))
    held.resolve(undefined)
    await kims.getByRole('link', { name: 'Customers' }).click()
    await seesNo(kims.getByRole('link', { name: 'ADD CUSTOMER' }), 5000)
    await kims.unrouteAll()
  })

  it('[M20] people are found by name and by address, in any spelling', async () => {
    await openTeam(noa)
    const search = noa.getByRole('searchbox', { name: 'Search by name or address' })
    for (const text of ['ito kim', 'KIM@north']) {
      await search.fill(text)
      await sees(person(noa, kim.email))
      await seesNo(person(noa, msp.email))
    }
    await search.fill('nobody at all')
    await sees(noa.getByText('Nobody fits'))
    await inspect(noa)
    await search.fill('')
    await sees(person(noa, msp.email))
  })

  it('[M3] a tag set on a customer filters the list, by an address that keeps it', async () => {
    await noa.getByRole('link', { name: 'Customers' }).click()
    await row(noa, 'Elm Clinic').getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await noa
      .getByRole('combobox', { name: 'Tags' })
      .or(noa.getByLabel('Tags', { exact: true }))
      .first()
      .fill('gold')
    await noa.keyboard.press('Enter')
    await sees(noa.getByRole('button', { name: 'Remove the tag gold' }))
    await noa.getByRole('link', { name: 'Customers' }).click()
    await noa.getByRole('button', { name: 'Tag', exact: true }).click()
    await noa.getByRole('menuitemcheckbox', { name: 'gold' }).click()
    await sees(row(noa, 'Elm Clinic'))
    await seesNo(row(noa, 'Acorn Bikes'))
    await noa.waitForURL('**/customers?tag=gold')
    await noa.reload()
    await sees(row(noa, 'Elm Clinic'))
    await seesNo(row(noa, 'Acorn Bikes'))
    await noa.goto('/customers')
  })
})

describe('A customer’s administrators', () => {
  const sam = { firstName: 'Sam', lastName: 'Reed', email: 'sam@acorn.example', password: 'sam has a long phrase' }

  it('[C6][X3] `Invite Admins` with supporting details; an address with an account elsewhere asks for an alternate one', async () => {
    await ada.goto((await findLink(server, '0@customers.example', '/register'))!)
    await register(ada)
    await openTeam(ada, 'Manage Administrators')
    await fillInvitation(ada, { ...sam, email: msp.email })
    await seesNo(ada.getByRole('radio', { name: 'Only some' }))
    await ada.getByLabel('Supporting details').fill('For the new shop')
    await inspect(ada)
    await send(ada)
    await sees(ada.getByText('Sam Reed was not invited'))
    await sees(ada.getByText('Use an alternate email address.'))
    await ada.getByRole('button', { name: 'Back to the form' }).click()
    await eventually(() => field(ada, 'Work email').inputValue()).toBe(msp.email)
    await sees(ada.getByText('Use an alternate email address.'))
    await field(ada, 'Work email').fill(sam.email)
    await send(ada)
    await sees(person(ada, sam.email).filter({ hasText: 'Pending' }))

    const sams = await newPerson(browser, server)
    await sams.goto(await linkFor(sam.email))
    await sees(sams.getByText('For the new shop'))
    await join(sams, sam.password)
    await opensAccount(sams)
    await sees(field(sams, 'City'))
    await openTeam(sams, 'Manage Administrators')
    await sees(person(sams, 'Sam Reed').filter({ hasText: 'Admin' }))
    await seesNo(sams.getByRole('link', { name: 'Invite Admins' }))
    await sees(person(ada, sam.email).filter({ hasText: 'Active' }))
    // The other side hears nothing of it.
    expect(await storesWith(noa, sam.email)).toEqual([])
    await sams.context().close()
  })
})
