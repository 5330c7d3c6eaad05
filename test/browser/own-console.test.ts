// A service whose console lies at another address: opened by a signed link that it verifies, and left for where one was.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { readConsoleLink } from '../support/console-link.ts'
import { RunningServer } from '../support/server.ts'
import { pushDecision } from './crafted.ts'
import { eventually, isInstalled, sees } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const secret = 'shared with the console of knox manage'.replaceAll(' ', '-')
const wrong = 'known to somebody else, for other things'.replaceAll(/[ ,]+/g, '-')

/** As its makers run it; what it believes changes with the test. */
let consoleServer: Server
let believes = { secret, aheadMs: 0 }
let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the customer's super admin. */
let noa: Page
let ada: Page

function answerAsConsole(url: URL): string {
  const visit = readConsoleLink(url, believes.secret, Date.now() + believes.aheadMs)
  if (!visit) return '<h1>Not let in</h1>'
  return `<h1>Console of ${visit.customer}</h1><a href="${visit.return}">Return</a>`
}

beforeAll(async () => {
  consoleServer = createServer(({ url }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>Console</title>${answerAsConsole(new URL(url!, 'http://localhost'))}`)
  })
  await new Promise<void>((listening) => consoleServer.listen(0, '127.0.0.1', listening))
  const { port } = consoleServer.address() as AddressInfo
  server = await RunningServer.start({
    env: {
      LINK_LIMIT: '1000',
      SERVICE_CONSOLES: `knox-manage=http://127.0.0.1:${port}/launch`,
      SERVICE_CONSOLE_SECRETS: `knox-manage=${secret}`,
    },
  })
  await seedMsp(server)
  await seedCustomers(server.origin, [company, 'Birch Cafe'])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  consoleServer?.close()
})

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))
const launching = 'Active: launch Knox Manage'

describe('A service with a console of its own', () => {
  it('[S1][M12] is opened signed from the list, and its way back leads to the list as it was', async () => {
    await noa.goto('/customers?sort=-name')
    await isSynced(noa)
    await row(noa, company).getByRole('link').first().click()
    await heading(noa, company)
    const id = customerIdOf(noa)
    const left = noa.url()
    await noa.locator('[data-panel]').getByRole('link', { name: launching }).click()
    await heading(noa, `Console of ${id}`)
    await noa.getByRole('link', { name: 'Return' }).click()
    await heading(noa, company)
    expect(noa.url()).toBe(left)
    const opened = noa.locator('[data-panel]').getByRole('link', { name: launching })
    await eventually(() => opened.evaluate((link) => link === document.activeElement)).toBe(true)
    // Back in the browser is back in Tandem, too, and opens nothing anew.
    await opened.click()
    await heading(noa, `Console of ${id}`)
    await noa.goBack()
    await heading(noa, company)
    expect(noa.url()).toBe(left)
  })

  it('[S1][C11][H7] is opened by the customer’s `Launch`, and leads back to its start page', async () => {
    await ada.goto('/home')
    await ada.getByRole('link', { name: 'Launch Knox Manage' }).click()
    await heading(ada, /^Console of \d{10}$/)
    await ada.getByRole('link', { name: 'Return' }).click()
    await sees(ada.getByRole('link', { name: 'Launch Knox Manage' }))
    expect(new URL(ada.url()).pathname).toBe('/home')
    // That the MSP was there, before this.
    await ada.goto('/account')
    await sees(ada.getByRole('list', { name: 'Visits' }).getByText('opened the console of Knox Manage'))
  })

  it('[S1] lets nobody in by a link that is signed with another secret, or older than five minutes', async () => {
    const launch = ada.getByRole('link', { name: 'Launch Knox Manage' })
    for (const belief of [
      { secret: wrong, aheadMs: 0 },
      { secret, aheadMs: 5 * 60_000 + 1000 },
    ]) {
      believes = belief
      await ada.goto('/home')
      await launch.click()
      await heading(ada, 'Not let in')
    }
    believes = { secret, aheadMs: 4 * 60_000 }
    await ada.goto('/home')
    await launch.click()
    await heading(ada, /^Console of/)
    believes = { secret, aheadMs: 0 }
  })

  it('[S1] says offline that it needs a connection, shows what is known, and opens once there is one', async () => {
    await noa.goto('/customers')
    await sees(row(noa, company))
    await isSynced(noa)
    await noa.context().setOffline(true)
    await row(noa, company).getByRole('link', { name: launching }).click()
    await heading(noa, 'Knox Manage')
    await sees(noa.getByText('This console needs a connection.'))
    await sees(noa.getByText(`through ${msp.company}`))
    await inspect(noa)
    await noa.reload()
    await sees(noa.getByText('This console needs a connection.'))
    await noa.context().setOffline(false)
    await sees(noa.getByText('Knox Manage has its own console.'))
    await noa.getByRole('button', { name: 'Open console' }).click()
    await heading(noa, /^Console of/)
  })

  it('[S1] is refused in words at what this device doesn’t know yet, and a crafted request by its code', async () => {
    await noa.goto('/customers')
    await row(noa, company).getByRole('link').first().click()
    await heading(noa, company)
    const id = customerIdOf(noa)
    const answer = await ada.context().request.post('/api/consoles/open', {
      data: { customerId: '1234567890', service: 'knox-manage' },
      headers: { origin: server.origin },
    })
    expect([answer.status(), ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      403,
      'not-permitted',
    ])
    // What this device doesn't know yet the server does.
    await noa.route('**/api/consoles/open', (route) =>
      route.fulfill({ status: 409, json: { error: { code: 'service-not-active' } } }),
    )
    await noa.locator('[data-panel]').getByRole('link', { name: launching }).click()
    await sees(noa.getByText('This service isn’t active.'))
    await noa.unroute('**/api/consoles/open')
    await noa.getByRole('link', { name: 'Return to MSP Portal' }).click()
    await heading(noa, company)
    expect(customerIdOf(noa)).toBe(id)
  })

  it('[S1][M20] is nobody’s who has the customer out of scope: no page of it, and no link', async () => {
    await noa.goto('/customers')
    await row(noa, company).getByRole('link').first().click()
    await heading(noa, company)
    const id = customerIdOf(noa)
    const kim = { firstName: 'Kim', lastName: 'Ito', workEmail: 'kim@northwind.example' }
    const scope = { kind: 'but', allow: [], deny: [id] }
    const invited = { ...kim, personId: 'KimKimKimKimKimKimKimA', role: 'admin', scope, details: '', locale: 'en' }
    expect(await pushDecision(noa, 'invite-person', invited)).toBe('accepted')
    await eventually(() => findLink(server, kim.workEmail, '/join')).not.toBeNull()
    const kims = await newPerson(browser, server)
    await kims.goto((await findLink(server, kim.workEmail, '/join'))!)
    await kims.getByLabel('Password', { exact: true }).fill('kim has a long phrase')
    await kims.getByLabel('Confirm password').fill('kim has a long phrase')
    await kims.getByRole('button', { name: 'Complete registration' }).click()
    await sees(row(kims, 'Birch Cafe'))
    await kims.goto(`/customers/${id}/services/knox-manage`)
    await sees(kims.getByText('This customer is not here any more'))
    await sees(kims.getByRole('link', { name: 'Return to MSP Portal' }))
    const answer = await kims.context().request.post('/api/consoles/open', {
      data: { customerId: id, service: 'knox-manage' },
      headers: { origin: server.origin },
    })
    expect([answer.status(), await answer.json()]).toEqual([403, { error: { code: 'not-permitted' } }])
    await kims.context().close()
  })
})
