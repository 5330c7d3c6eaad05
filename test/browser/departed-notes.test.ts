// A departed MSP's change of the notes is taken back as a whole text, once the person has seen both.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pullRelationships, pushDecision } from './crafted.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { addToNotes, holds, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the company's super admin. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** What another device of theirs says. */
async function decide(page: Page, name: string): Promise<void> {
  const { id: relationshipId, version } = (await pullRelationships(page))[0]!
  if ((await pushDecision(page, name, { relationshipId, version })) !== 'accepted') throw new Error(name)
}

describe('The notes of a departed MSP', () => {
  it('[H3] Undo shows what they were before and are now, and asks; offline it says where the text of before is', async () => {
    await addToNotes(ada, 'Ring twice. ')
    await isSynced(ada)
    await holds(noa, { Notes: 'Ring twice. ' })
    await addToNotes(noa, 'Key at the bakery.')
    await isSynced(noa)
    await holds(ada, { Notes: 'Ring twice. Key at the bakery.' })
    await decide(ada, 'delink-customer')
    await decide(noa, 'accept-delink')
    await sees(ada.getByRole('main').getByText('No MSP manages this account.'))
    await isSynced(ada)

    const line = ada
      .locator('#activity')
      .getByRole('listitem')
      .filter({ hasText: 'Key at the bakery.' })
      .filter({ hasText: msp.company })
    await ada.context().setOffline(true)
    await line.getByRole('button', { name: 'Undo' }).click()
    await sees(line.getByText('Only the server has it: try again when connected.'))
    await line.getByRole('button', { name: 'Close' }).click()
    await ada.context().setOffline(false)
    await line.getByRole('button', { name: 'Undo' }).click()
    const question = line.getByRole('group')
    await sees(question.getByText('Ring twice. Key at the bakery.'))
    await sees(question.getByText('Ring twice.', { exact: true }))
    await inspect(ada)
    await question.getByRole('button', { name: 'Put the text back' }).click()
    await holds(ada, { Notes: 'Ring twice. ' })
    await isSynced(ada)
    await ada.reload()
    await holds(ada, { Notes: 'Ring twice. ' })
    await seesNo(ada.getByRole('group').getByRole('button', { name: 'Put the text back' }))
  })
})
