// M15: what can't be done by oneself is asked of the operator: written offline, answered and closed at the command line.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']
const support = 'help@tandem.example'

let server: RunningServer
let browser: Browser
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000', SUPPORT_EMAIL: support } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await noa.goto('/customers')
  await sees(row(noa, shared))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true })
const ticket = (page: Page) => page.getByRole('list', { name: 'Support tickets' }).getByRole('listitem')
const text = (page: Page) => page.getByRole('textbox', { name: 'What you ask for' })

async function manage(company: string): Promise<void> {
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
}

async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  const url = `${server.origin}/mailbox.json?key=${server.key}`
  const mails = (await (await fetch(url)).json()) as { to: string; subject: string; text: string }[]
  return mails.filter(({ to }) => to === email)
}
const subjectsTo = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject)

const tickets = (...args: string[]) =>
  runCommand(['server/cli/tandem.ts', 'tickets', ...args], { TANDEM_DATA: server.dataFolder })

async function openId(): Promise<string> {
  const { out } = await tickets('list')
  return new RegExp(`^(\\S+) .*${shared}`, 'm').exec(out)![1]!
}

describe('Support ticket', () => {
  it('[M15] written offline: empty words are refused, what is typed survives a reload, and it can be taken back into its form', async () => {
    await manage(shared)
    await sees(noa.getByText('To remove a service: delink and add again. Or write a support ticket.'))
    await noa.context().setOffline(true)
    await button(noa, 'Support ticket').click()
    await sees(noa.getByText(`${shared} sees that you sent one, not what it says.`))
    await button(noa, 'SEND TICKET').click()
    await sees(noa.getByText('Fill this in.'))
    await inspect(noa)
    await noa.getByRole('combobox', { name: 'Service' }).selectOption('Knox Manage')
    await text(noa).fill('Please remove it.\n\nTheir contract ends on Friday.')
    await noa.reload()
    await eventually(() => text(noa).inputValue()).toContain('Their contract ends on Friday.')
    await button(noa, 'SEND TICKET').click()
    await hasWaiting(noa, 1)
    await sees(noa.getByText('Your ticket will be sent when you are connected.'))
    await button(noa, 'Cancel').click()
    await hasWaiting(noa, 0)
    await eventually(() => text(noa).inputValue()).toContain('Their contract ends on Friday.')
    await button(noa, 'SEND TICKET').click()
    await hasWaiting(noa, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await sees(ticket(noa).filter({ hasText: 'Knox Manage' }).filter({ hasText: 'Open' }))
    await eventually(() => subjectsTo(support)).toContain(`Support ticket: Knox Manage of ${shared}`)
    await inspect(noa)
  })

  it('[M15] the operator answers and closes it: each is mailed, and stands where it was written; of a closed one another may be written', async () => {
    const id = await openId()
    const [mail] = await mailsTo(support)
    expect(mail!.text).toContain('Their contract ends on Friday.')
    expect((await tickets('answer', id, '--text', 'It goes on Friday.')).code).toBe(0)
    await sees(ticket(noa).filter({ hasText: 'Answered' }).filter({ hasText: 'It goes on Friday.' }))
    await eventually(() => subjectsTo(msp.email)).toContain(
      `Your support ticket about Knox Manage of ${shared} was answered`,
    )
    expect((await tickets('close', id)).code).toBe(0)
    await sees(ticket(noa).filter({ hasText: 'Closed' }))
    await eventually(() => subjectsTo(msp.email)).toContain(
      `Your support ticket about Knox Manage of ${shared} is closed`,
    )
    await sees(button(noa, 'Support ticket'))
  })

  it('[M15] a service with an open ticket is offered none, and one written offline meanwhile is refused with its words', async () => {
    await noa.context().setOffline(true)
    await button(noa, 'Support ticket').click()
    await text(noa).fill('Written twice')
    await button(noa, 'SEND TICKET').click()
    await hasWaiting(noa, 1)
    const nils = await newPerson(browser, server, msp)
    await nils.goto('/customers')
    await row(nils, shared).getByRole('link').first().click()
    await nils.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await button(nils, 'Support ticket').click()
    await text(nils).fill('Written first')
    await button(nils, 'SEND TICKET').click()
    await sees(ticket(nils).filter({ hasText: 'Written first' }).filter({ hasText: 'Open' }))
    await noa.context().setOffline(false)
    await sees(noa.getByText('A ticket about this service is open already. Its answer comes first.'))
    await noa.goto('/outbox')
    await sees(noa.getByText('Written twice'))
    await noa.getByRole('main').getByRole('button', { name: 'Discard' }).click()
    await nils.context().close()
  })

  it('[M15] the customer sees that it was sent, and none of its words; fully managed: convert first, or a ticket', async () => {
    await ada.goto('/account')
    await sees(ada.getByText('sent a support ticket to the operator').first())
    await seesNo(ada.getByText('Their contract ends on Friday.'))
    await manage(alone)
    await sees(noa.getByText('To remove a service, convert the customer first: then delink and add again.'))
    await sees(button(noa, 'Support ticket'))
  })
})
