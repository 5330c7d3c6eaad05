// What an operator does at the command line, as the people see it whom it concerns.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { runCommand } from '../support/run-command.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedMsp } from './seed.ts'
import { msp, signIn, signOut } from './steps.ts'
import { newPerson } from './walk.ts'

const ada = { email: 'ada@contoso.example', password: 'a phrase of my own' }

let server: RunningServer
let browser: Browser
let adas: Page
let contosoId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  browser = await launchChromium()
  adas = await newPerson(browser, server)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const tandem = (...args: string[]) => runCommand(['server/cli/tandem.ts', ...args], { TANDEM_DATA: server.dataFolder })

async function linkFor(email: string, page: string): Promise<string> {
  await eventually(() => findLink(server, email, page)).not.toBeNull()
  return (await findLink(server, email, page))!
}

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))

describe('The operator', () => {
  it('[X4] a second MSP made at the command line: its super admin registers from the mail and signs in', async () => {
    const made = await tandem('create-msp', '--name', 'Contoso IT', '--email', ada.email, '--first-name', 'Ada')
    expect([made.code, made.err]).toEqual([0, ''])
    contosoId = /MSP ID (\d{10})/.exec(made.out)![1]!
    await adas.goto(await linkFor(ada.email, '/appointment'))
    await heading(adas, 'Contoso IT invites you')
    await sees(adas.getByText('Super Admin', { exact: true }))
    await inspect(adas)
    await adas.getByLabel('Password', { exact: true }).fill(ada.password)
    await adas.getByLabel('Confirm password').fill(ada.password)
    await adas.getByRole('button', { name: 'Complete registration' }).click()
    await adas.waitForURL('**/customers')
    await sees(adas.getByText('Contoso IT').first())

    await signOut(adas)
    await adas.waitForURL('**/sign-in')
    await signIn(adas, ada)
    await adas.waitForURL('**/customers')
    await adas.getByRole('link', { name: 'Admins & roles' }).click()
    await sees(adas.getByRole('listitem').filter({ hasText: ada.email }))
    await seesNo(adas.getByText(msp.email))
  })

  it('[X4][M27] a super admin sees who the operator makes one, and stops it on the page or by the mail’s button', async () => {
    const begin = (email: string) => tandem('reset-super-admin', contosoId, '--email', email, '--last-name', 'Stranger')
    expect((await begin('first@stranger.example')).code).toBe(0)
    await adas.goto('/team')
    await sees(adas.getByText('Stranger is to become Super Admin'))
    await sees(adas.getByText(/make first@stranger\.example Super Admin here/))
    await inspect(adas)
    await adas.getByRole('button', { name: 'Stop it' }).click()
    await seesNo(adas.getByText('Stranger is to become Super Admin'))
    await adas.reload()
    await heading(adas, 'Admins & roles')
    expect((await tandem('stop-reset', contosoId)).err).toBe('There is nothing to stop.\n')

    const first = await linkFor(ada.email, '/stop-appointment')
    expect((await begin('second@stranger.example')).code).toBe(0)
    await eventually(() => findLink(server, ada.email, '/stop-appointment')).not.toBe(first)
    const stranger = await newPerson(browser, server)
    // Opening the link decides nothing.
    await stranger.goto(await linkFor(ada.email, '/stop-appointment'))
    await heading(stranger, 'A new Super Admin?')
    expect((await tandem('people', contosoId)).out).toContain('s•••@stranger.example is to become super admin')
    await inspect(stranger)
    await stranger.getByRole('button', { name: 'Stop it' }).click()
    await heading(stranger, 'It is stopped')
    expect((await tandem('people', contosoId)).out).not.toContain('stranger')
  })
})
