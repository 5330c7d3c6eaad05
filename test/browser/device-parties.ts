// An MSP, one company that both manage and one that it manages alone, and a reseller, each on its page: between whom devices go.
import type { Browser, Page } from 'playwright-core'
import type { RunningServer } from '../support/server.ts'
import { sees, seesNo } from './device.ts'
import { imei, registerReseller } from './reseller-portal.ts'
import { findLink, seedMsp } from './seed.ts'
import { acme, addCustomer, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

export const enrolment = 'Knox Mobile Enrollment'
/** Managed by the MSP alone; `acme` by both. */
export const alone = { ...acme, company: 'Birch Cafe', email: 'birch@cafe.example' }

export interface Parties {
  /** Noa, of the MSP; Mina, of the jointly managed company; Rosa, of the reseller. */
  noa: Page
  mina: Page
  shop: Page
  resellerId: string
  minasId: string
  alonesId: string
}

export async function openParties(browser: Browser, server: RunningServer): Promise<Parties> {
  await seedMsp(server)
  const noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await addCustomer(noa, acme, [enrolment])
  const minasId = await shownId(noa)
  await noa.goto('/customers/new')
  await noa.getByLabel('Company name').fill(alone.company)
  await noa.getByRole('combobox', { name: 'Country' }).fill(alone.country)
  await noa.getByRole('option', { name: alone.country, exact: true }).click()
  await noa.getByLabel('First name').fill(alone.firstName)
  await noa.getByLabel('Last name').fill(alone.lastName)
  await noa.getByLabel('Work email').fill(alone.email)
  await noa.getByRole('radio', { name: 'Fully managed' }).check()
  await noa.getByRole('checkbox', { name: enrolment, exact: true }).check()
  await noa.getByRole('button', { name: 'ADD CUSTOMER' }).click()
  await sees(noa.getByRole('heading', { name: alone.company }))
  const alonesId = await shownId(noa)
  const mina = await newPerson(browser, server)
  let link: string | null = null
  // Mails leave within seconds.
  for (let tries = 0; tries < 1000 && !link; tries++) link = await findLink(server, acme.email, '/register')
  await mina.goto(link!)
  await register(mina)
  const { page: shop, resellerId } = await registerReseller(browser, server)
  return { noa, mina, shop, resellerId, minasId, alonesId }
}

/** In the details that are open, once the server has answered. */
async function shownId(page: Page): Promise<string> {
  const shown = page.getByText(/^\d{10}$/).first()
  await shown.waitFor()
  return shown.innerText()
}

/** A reseller adds whom it is for, where it hasn't, and uploads as many devices as that, from this number on. */
export async function upload(
  shop: Page,
  party: string,
  { first, count, isNew = false, shown = party }: { first: number; count: number; isNew?: boolean; shown?: string },
): Promise<void> {
  await shop.goto('/reseller/customers')
  const dialog = shop.getByRole('dialog')
  const main = shop.getByRole('main')
  if (isNew) {
    await main.getByRole('button', { name: 'ADD CUSTOMER' }).click()
    await dialog.getByLabel('Customer ID or MSP ID').fill(party)
    await dialog.getByRole('button', { name: 'SUBMIT' }).click()
    await seesNo(dialog)
    await isSynced(shop)
  }
  await sees(row(shop, shown))
  await chooseDevices(shop, party, { first, count })
  await dialog.getByRole('button', { name: new RegExp(`^UPLOAD ${count} device`) }).click()
  await isSynced(shop)
}

/** From the list of customers to the dialog, ready to be sent. */
export async function chooseDevices(
  shop: Page,
  party: string,
  { first, count }: { first: number; count: number },
): Promise<void> {
  const dialog = shop.getByRole('dialog')
  const lines = Array.from({ length: count }, (_, place) => imei(first + place))
  await shop.getByRole('main').getByRole('button', { name: 'UPLOAD DEVICES' }).click()
  const buffer = Buffer.from(['IMEI', ...lines].join('\n'))
  await dialog.locator('input[type=file]').setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer })
  // Waits until whom it is for is offered.
  await dialog.getByLabel('To').selectOption({ value: party })
}
