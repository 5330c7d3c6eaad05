// M25: the MSP closes the account of a customer that only it has, on a phone, offline.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { hasWaiting, isSynced, msp, row } from './steps.ts'
import { newPerson } from './walk.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']

let server: RunningServer
let browser: Browser
let noa: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await sees(row(noa, alone))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function manage(company: string): Promise<void> {
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(noa.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
}

const closing = () => noa.getByRole('main').getByRole('link', { name: 'Close customer account' })

async function subjectsTo(email: string): Promise<string[]> {
  const url = `${server.origin}/mailbox.json?key=${server.key}`
  const mails = (await (await fetch(url)).json()) as { to: string; subject: string }[]
  return mails.filter(({ to }) => to === email).map(({ subject }) => subject)
}

describe('Close customer account', () => {
  it('[M25] what will happen → CONFIRM, offline: it can be taken back until it is sent; a shared one isn’t offered it', async () => {
    await manage(shared)
    expect(await closing().count()).toBe(0)
    await manage(alone)
    await noa.context().setOffline(true)
    await closing().click()
    await sees(noa.getByText('The account and its history leave your team’s list'))
    await sees(noa.getByText('until somebody asks to have it erased'))
    await sees(noa.getByText(`1@customers.example gets a mail that the account of ${alone} is closed.`))
    await inspect(noa)
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await hasWaiting(noa, 1)
    await manage(alone)
    await sees(noa.getByText('Closing it will be sent when you are connected.').first())
    await noa.locator('#close').getByRole('button', { name: 'Cancel' }).click()
    await hasWaiting(noa, 0)
    await closing().click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await hasWaiting(noa, 1)
  })

  it('[M25][M8][M28] connected it is gone from the list, its contact is told, and a line stays with its export', async () => {
    await noa.context().setOffline(false)
    await isSynced(noa)
    await noa.goto('/customers')
    await sees(row(noa, shared))
    await seesNo(row(noa, alone))
    await eventually(() => subjectsTo('1@customers.example')).toContain(`The account of ${alone} is closed`)
    await noa.goto('/customers/former')
    await sees(noa.getByText(`Closed by ${msp.firstName}`))
    await sees(noa.getByRole('button', { name: `Download JSON of ${alone}` }))
    await inspect(noa)
  })

  it('[M25][X4] the operator erases it on request: the line loses its name and its export, and a record says who asked', async () => {
    const line = noa.getByRole('main').getByRole('listitem').filter({ hasText: 'Closed by' })
    const id = /\d{10}/.exec((await line.textContent()) ?? '')![0]
    const tandem = (...args: string[]) =>
      runCommand(['server/cli/tandem.ts', 'erase-customer', ...args], { TANDEM_DATA: server.dataFolder })
    expect((await tandem(id)).code).toBe(2)
    const erased = await tandem(id, '--asked-by', 'person')
    expect([erased.code, erased.err]).toEqual([0, ''])
    await sees(noa.getByRole('heading', { name: id }))
    await seesNo(noa.getByText(alone))
    await seesNo(noa.getByRole('button', { name: 'Download JSON' }))
    expect((await tandem('--list')).out).toMatch(new RegExp(`${id} .* person `))
    await noa.goto('/customers')
    await sees(row(noa, shared))
  })
})
