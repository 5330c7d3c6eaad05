// Two super admins, each at their own tablet, who take each other's role: one of them stays, and the other reads why.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedMsp } from './seed.ts'
import { withDatabase } from './seed-devices.ts'
import { seedPeople } from './seed-people.ts'
import { hasWaiting, isSynced, msp } from './steps.ts'
import { newPerson } from './walk.ts'

const kim = { email: 'kim@northwind.example', password: 'my own long phrase' }

let server: RunningServer
let browser: Browser
let noas: Page
let kims: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedPeople(server, [{ ...kim, of: 'msp', role: 'super-admin', first_name: 'Kim', last_name: 'Ito' }])
  // Whoever hasn't confirmed their address doesn't count.
  await withDatabase(server, (database) => database.updateTable('user').set({ email_verified_at: 1 }).execute())
  browser = await launchChromium()
  noas = await newPerson(browser, server, msp)
  kims = await newPerson(browser, server, kim)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const person = (page: Page, text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text })
const role = (page: Page) => page.getByRole('combobox', { name: 'Role' })
const save = (page: Page) => page.getByRole('button', { name: 'SAVE', exact: true }).click()
const refused = /You no longer have permission for this|This is the last super admin who can act/

async function open(page: Page, name: string): Promise<void> {
  await page.goto('/team')
  await isSynced(page)
  await person(page, name).getByRole('link').click()
  await sees(page.getByRole('heading', { name }))
}

/** Not saved yet. */
async function makeAdmin(page: Page, name: string): Promise<void> {
  await open(page, name)
  await role(page).selectOption({ label: 'MSP Admin' })
}

/** Of the two, as this page has it. */
async function superAdmins(page: Page): Promise<string[]> {
  const names = ['Noa Berg', 'Kim Ito']
  const found = await Promise.all(names.map((name) => person(page, name).filter({ hasText: 'Super Admin' }).count()))
  return names.filter((_, place) => found[place]! > 0)
}

describe('Two super admins', () => {
  it('[M20] who demote each other offline: the first to arrive is taken, the other reads why theirs was not', async () => {
    for (const page of [noas, kims]) {
      await page.goto('/team')
      await isInstalled(page)
    }
    await makeAdmin(noas, 'Kim Ito')
    await makeAdmin(kims, 'Noa Berg')
    for (const page of [noas, kims]) {
      await page.context().setOffline(true)
      await save(page)
      await hasWaiting(page, 1)
    }
    await noas.context().setOffline(false)
    await isSynced(noas)
    await kims.context().setOffline(false)
    await sees(kims.getByText(refused))
    await inspect(kims)
    await kims.getByRole('link', { name: /^Outbox/ }).click()
    await sees(kims.getByText(refused))
    await sees(kims.getByText(/Noa Berg/))
    await kims.getByRole('button', { name: 'Discard' }).click()
    await kims.getByRole('button', { name: 'Discard' }).click()
    await seesNo(kims.getByText(refused))
    for (const page of [noas, kims]) {
      await page.goto('/team')
      await eventually(() => superAdmins(page)).toEqual(['Noa Berg'])
    }
    await seesNo(kims.getByRole('link', { name: 'Invite Admins' }))
  })

  it('[M20] who demote each other online, at once: exactly one stays, as both devices have it', async () => {
    await open(noas, 'Kim Ito')
    await role(noas).selectOption({ label: 'Super Admin' })
    await save(noas)
    await isSynced(noas)
    await sees(person(kims, 'Kim Ito').filter({ hasText: 'Super Admin' }))
    await makeAdmin(noas, 'Kim Ito')
    await makeAdmin(kims, 'Noa Berg')
    await Promise.all([save(noas), save(kims)])
    // Whose came later reads why, unless their page heard first that they may not any more.
    for (const page of [noas, kims]) {
      await hasWaiting(page, 0)
      await page.goto('/team')
      await sees(person(page, 'Noa Berg'))
    }
    await eventually(async () => (await superAdmins(noas)).length).toBe(1)
    const one = await superAdmins(noas)
    await eventually(() => superAdmins(kims)).toEqual(one)
    const [stays, leaves] = one[0] === 'Noa Berg' ? [noas, kims] : [kims, noas]
    await sees(stays.getByRole('link', { name: 'Invite Admins' }))
    await seesNo(leaves.getByRole('link', { name: 'Invite Admins' }))
  })
})
