// What somebody does to one field in one go is one line of Activity, which opens, and is taken back as a whole (FA6).
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, field, holds, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

let server: RunningServer
let browser: Browser
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, ['Acorn Bikes'])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await noa.goto('/customers')
  await row(noa, 'Acorn Bikes').getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

describe('Edits of one field in one go', () => {
  it('[H2][FA6] are one line for the other side, from the first value to the last, and open', async () => {
    const before = await field(noa, 'City').inputValue()
    for (const city of ['Brighton', 'Hove', 'Lewes']) {
      await edit(noa, 'City', city)
      await isSynced(noa)
    }
    await ada.getByRole('link', { name: 'Activity', exact: true }).first().click()
    const line = ada.getByRole('listitem').filter({ hasText: 'Lewes' })
    await sees(line.first())
    expect(await line.first().getByText(/Lewes/).first().innerText()).toContain(before || '(empty)')
    await sees(line.getByText('3 edits'))
    await seesNo(ada.getByText('Hove'))
    await line.getByText('3 edits').click()
    await sees(line.first().getByRole('listitem').filter({ hasText: 'Hove' }).first())
    await inspect(ada)
  })

  it('[H3][FA6] Undo takes all of them back at once, offline too', async () => {
    const before = await field(noa, 'ZIP').inputValue()
    for (const zip of ['BN1 1AA', 'BN3 2BB']) {
      await edit(noa, 'ZIP', zip)
      await isSynced(noa)
    }
    await isSynced(ada)
    const line = ada.getByRole('listitem').filter({ hasText: 'BN3 2BB' }).first()
    await sees(line)
    await ada.context().setOffline(true)
    await line.getByRole('button', { name: 'Undo : ZIP' }).first().click()
    await ada.context().setOffline(false)
    await isSynced(ada)
    await holds(noa, { ZIP: before })
  })
})
