// A service posts alerts as curl would, by a key that a person made and ends: who is mailed and told, and who never is.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postAlert } from '../support/api.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { seedPeople } from './seed-people.ts'
import { customerIdOf, hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const fully = 'Fern Flowers'
const password = 'another good phrase'
const kim = { email: 'kim@northwind.example', password, first_name: 'Kim', last_name: 'Ito' }
const ada = '0@customers.example'
const desk = 'desk@partner.example'
const nobody = ['out@northwind.example', 'gone@northwind.example', 'asleep@customers.example']

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the customer's super admin; Kim, of the MSP. */
let noa: Page
let adas: Page
let kims: Page
let customerId: string
let fullyId: string
let key: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company, fully])
  browser = await launchChromium()
  adas = await newPerson(browser, server)
  await adas.goto(await invitationLink(server, ada))
  await register(adas)
  await isInstalled(adas)
  const person = { password, of: 'msp' as const }
  await seedPeople(server, [
    { ...kim, of: 'msp' },
    { ...person, email: nobody[0]!, seesNone: true },
    { ...person, email: nobody[1]!, status: 'blocked' },
    { ...person, email: nobody[2]!, of: 'customer', status: 'blocked' },
  ])
  noa = await newPerson(browser, server, msp)
  kims = await newPerson(browser, server, kim)
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await sees(noa.getByRole('heading', { name: company }))
  customerId = customerIdOf(noa)
  await noa.goto('/customers')
  await row(noa, fully).getByRole('link').first().click()
  await sees(noa.getByRole('heading', { name: fully }))
  fullyId = customerIdOf(noa)
  await kims.goto('/customers')
  await sees(row(kims, company))
  await isInstalled(noa)
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const keysOf = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { name: 'API keys' }) })

/** By the labels of `Profile` > `API keys`; resolves to the key as it is shown. */
async function makeKey(page: Page, name: string): Promise<string> {
  await page.goto('/profile')
  await keysOf(page).getByRole('button', { name: 'Make key' }).click()
  await keysOf(page).getByLabel('Name of the key').fill(name)
  await keysOf(page).getByRole('button', { name: 'Make key' }).click()
  const shown = keysOf(page).getByText(/^tdm_[\w-]{43}$/)
  await sees(shown)
  return shown.innerText()
}

const post = (by: string, given: object = {}) =>
  postAlert(server, by, {
    customerId,
    category: 'battery',
    device: { serial: 'R52N30ABCDE' },
    title: 'Battery worn out',
    text: 'Health is below 60 %.',
    ...given,
  })

interface Mail {
  to: string
  subject: string
  text: string
}
async function mails(title: string): Promise<Mail[]> {
  const all = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as Mail[]
  return all.filter(({ subject }) => subject.includes(title))
}
/** To whom, wherever in the mail it stands. */
async function mailed(mark: string): Promise<string[]> {
  const all = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as Mail[]
  return all.filter(({ subject, text }) => `${subject} ${text}`.includes(mark)).map(({ to }) => to)
}
const inboxes = async (title: string) => (await mails(title)).map(({ to }) => to).toSorted()

describe('Alerts', () => {
  it('[X5] a key is made on `Profile` by its labels, shown once, and revoked', async () => {
    await noa.goto('/profile')
    await keysOf(noa).getByRole('button', { name: 'Make key' }).click()
    await keysOf(noa).getByRole('button', { name: 'Make key' }).click()
    await sees(keysOf(noa).getByText('Fill this in.'))
    expect(await keysOf(noa).getByRole('checkbox', { name: 'Manage devices' }).isChecked()).toBe(true)
    await seesNo(keysOf(noa).getByRole('checkbox', { name: 'View device location' }))
    await inspect(noa)
    key = await makeKey(noa, 'Night watch')
    await sees(keysOf(noa).getByText('It is shown only this once.', { exact: false }))
    await inspect(noa)
    await keysOf(noa).getByRole('button', { name: 'I have copied it' }).click()
    await seesNo(keysOf(noa).getByText(key))
    const second = await makeKey(noa, 'Spare')
    await keysOf(noa).getByRole('button', { name: 'I have copied it' }).click()
    expect((await post(second, { title: 'Spare works' })).status).toBe(201)
    await keysOf(noa).getByRole('button', { name: 'Revoke key Spare' }).click()
    await seesNo(keysOf(noa).getByText('Spare', { exact: true }))
    await sees(keysOf(noa).getByText('Night watch', { exact: true }))
    expect((await post(second)).status).toBe(401)
    expect((await keysOf(noa).innerText()).includes(key)).toBe(false)
    await noa.goto('/notifications')
    await sees(noa.getByText('An API key was made for you: Spare'))
  })

  it('[S2] somebody of neither side who is named says yes by a mail’s link first, which opening doesn’t; both sides read who hasn’t', async () => {
    await adas.goto('/settings/alerts')
    const battery = adas.locator('section').filter({ has: adas.getByRole('heading', { name: 'Battery' }) })
    await battery.getByLabel('Additional recipients', { exact: true }).and(adas.locator('input')).fill(desk)
    await battery.getByRole('button', { name: 'Add recipient' }).click()
    await isSynced(adas)
    await eventually(() => findLink(server, desk, '/alert-address')).not.toBeNull()
    const silent = 'Gets no mail before the address is confirmed.'
    await noa.goto(`/customers/${customerId}/alerts`)
    for (const page of [adas, noa]) await sees(page.locator(`[data-recipient="${desk}"]`).getByText(silent))
    await noa.context().setOffline(true)
    await noa.reload()
    await sees(noa.locator(`[data-recipient="${desk}"]`).getByText(silent))
    await noa.context().setOffline(false)
    await inspect(adas)
    const stranger = await newPerson(browser, server)
    await stranger.goto((await findLink(server, desk, '/alert-address'))!)
    await sees(stranger.getByRole('heading', { name: 'Alerts to your address' }))
    await inspect(stranger)
    expect((await post(key, { title: 'Before the yes' })).status).toBe(201)
    await eventually(() => inboxes('Before the yes')).toEqual([ada, kim.email, msp.email].toSorted())
    await stranger.getByRole('button', { name: 'GET ALERTS' }).click()
    await sees(stranger.getByRole('heading', { name: 'You get alerts from now on' }))
    for (const page of [adas, noa]) {
      await seesNo(page.getByText(silent))
      await sees(page.locator(`[data-recipient="${desk}"]`))
    }
    await stranger.context().close()
  })

  it('[X5][S2][X3] an alert by HTTP reaches the four inboxes that are named and no fifth, and is told in the app', async () => {
    const title = 'Battery worn out'
    const answered = await post(key)
    expect(answered.status).toBe(201)
    expect(answered.headers.get('ratelimit')).toContain('"key";r=')
    await eventually(() => inboxes(title)).toEqual([ada, desk, kim.email, msp.email].toSorted())
    expect((await inboxes(title)).filter((to) => nobody.includes(to))).toEqual([])
    const [mail] = await mails(title)
    expect(mail!.text).toContain('R52N30ABCDE')
    expect(mail!.text).toMatch(/You get this because/)
    await noa.goto('/notifications')
    await sees(noa.getByText(`Alert from ${company}: ${title}`))
    await adas.goto('/notifications')
    await sees(adas.getByText(`Alert: ${title}`))
  })

  it('[S2] with device group managers alone, an MSP’s person hears only as an additional recipient', async () => {
    await adas.goto('/settings/alerts')
    const battery = adas.locator('section').filter({ has: adas.getByRole('heading', { name: 'Battery' }) })
    await battery.getByRole('checkbox', { name: 'All admins' }).uncheck()
    await battery.getByRole('checkbox', { name: 'Device group managers' }).check()
    await isSynced(adas)
    expect((await post(key, { title: 'MARK-MANAGERS' })).status).toBe(201)
    await eventually(() => inboxes('MARK-MANAGERS')).toEqual([desk])
    const entry = battery.getByLabel('Additional recipients', { exact: true }).and(adas.locator('input'))
    await entry.fill(msp.email)
    await battery.getByRole('button', { name: 'Add recipient' }).click()
    await isSynced(adas)
    expect((await post(key, { title: 'MARK-ADDED' })).status).toBe(201)
    await eventually(() => inboxes('MARK-ADDED')).toEqual([desk, msp.email].toSorted())
    await battery.getByRole('button', { name: `Remove ${msp.email}` }).click()
    await battery.getByRole('checkbox', { name: 'All admins' }).check()
    await isSynced(adas)
    await adas.goto('/notifications')
  })

  it('[S2][C8] of a company that the MSP manages alone its people get the mail, and nobody of the company', async () => {
    expect((await post(key, { customerId: fullyId, title: 'MARK-ALONE' })).status).toBe(201)
    await eventually(() => inboxes('MARK-ALONE')).toEqual([kim.email, msp.email].toSorted())
  })

  it('[S2] where a device is comes to the company alone: to its people who may see it, and to nothing of the MSP’s', async () => {
    const location = { latitude: 51.250407, longitude: 6.771933 }
    const place = { category: 'location', title: 'MARK-PLACE', text: 'MARK-PLACE left the yard', location }
    expect(await (await post(key, place)).text()).not.toMatch(/MARK-PLACE|51\.250407/)
    expect((await post(key, { title: 'Signal lost', location })).status).toBe(201)
    await eventually(() => storesWith(adas, 'MARK-PLACE')).not.toEqual([])
    await sees(adas.getByText('Alert about where a device is'))
    for (const page of [noa, kims]) {
      await page.goto('/notifications')
      await sees(page.getByText(`Alert from ${company}: Signal lost`))
      await isSynced(page)
      for (const mark of ['MARK-PLACE', '51.250407', '6.771933']) expect(await storesWith(page, mark)).toEqual([])
    }
    const all = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as Mail[]
    const located = all.filter((mail) => /MARK-PLACE|51\.250407/.test(JSON.stringify(mail)))
    expect(located.map(({ to }) => to)).toEqual([ada])
  })

  it('[S2][C6] the company alone chooses who hears of it, offline too; its MSP finds nothing of that', async () => {
    const places = adas.locator('#alerts-location')
    const place = (title: string) => post(key, { category: 'location', title })
    await adas.goto('/settings/alerts')
    await sees(places.getByRole('heading', { name: 'Device location' }))
    await sees(places.getByText(`Mail goes to everybody of ${company} who sees where devices are.`))
    await adas.context().setOffline(true)
    await places.getByRole('checkbox', { name: 'All admins' }).uncheck()
    await sees(places.getByText('Nobody gets a mail about this.'))
    await hasWaiting(adas, 1)
    await adas.reload()
    await sees(places.getByText('Nobody gets a mail about this.'))
    await inspect(adas)
    await adas.context().setOffline(false)
    await adas.evaluate(() => dispatchEvent(new Event('online')))
    await isSynced(adas)
    expect((await place('MARK-UNHEARD')).status).toBe(201)
    await places.getByRole('checkbox', { name: 'Device group managers' }).check()
    await places.getByRole('checkbox', { name: 'All admins' }).check()
    await sees(places.getByText(/and the managers of the device’s group who see where devices are\.$/))
    await isSynced(adas)
    expect((await place('MARK-HEARD')).status).toBe(201)
    await eventually(() => mailed('MARK-HEARD')).toEqual([ada])
    expect(await mailed('MARK-UNHEARD')).toEqual([])
    await noa.goto(`/customers/${customerId}/alerts`)
    await sees(noa.getByRole('heading', { name: 'Battery' }))
    await seesNo(noa.getByRole('heading', { name: 'Device location' }))
  })

  it('[X5][M20] the key of an admin who is blocked stops within two seconds', async () => {
    const kimsKey = await makeKey(kims, 'Kim’s')
    expect((await post(kimsKey, { title: 'By Kim' })).status).toBe(201)
    await noa.goto('/team')
    await noa.getByRole('link', { name: 'Kim Ito' }).click()
    await noa.getByRole('button', { name: 'Block' }).click()
    await sees(noa.getByText(/signed out everywhere/))
    await noa.getByRole('button', { name: 'Block' }).click()
    await sees(kims.getByRole('heading', { name: 'Sign in to Tandem' }))
    const since = Date.now()
    await eventually(async () => (await post(kimsKey, { title: 'Too late' })).status).toBe(401)
    expect(Date.now() - since).toBeLessThan(2000)
    expect((await post(key, { title: 'Still watched' })).status).toBe(201)
  })

  it('[X5] the API’s page says what it takes, and loads nothing', async () => {
    const page = await newPerson(browser, server)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    for (const width of [390, 820, 1280]) {
      await page.setViewportSize({ width, height: 844 })
      await page.goto('/api/v1/docs')
      await sees(page.getByRole('heading', { name: 'POST /alerts' }))
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    }
    await sees(page.getByText('figures.battery.level'))
    expect([...new Set(asked)].filter((path) => path !== '/favicon.ico')).toEqual(['/api/v1/docs'])
    const openApi = await page.request.get('/api/v1/openapi.json')
    expect(((await openApi.json()) as { openapi: string }).openapi).toBe('3.1.0')
    await page.context().close()
  })
})
