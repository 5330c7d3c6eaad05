// What people do with licences, by the labels they know.
import type { Locator, Page } from 'playwright-core'
import { sees } from './device.ts'
import type { SeededDevice } from './seed-devices.ts'
import { field, row } from './steps.ts'

export const licenceKey = 'KLM03-7QWER-TYUIO-4F2A'

export const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })
export const mainLink = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('link', { name })
export const says = (page: Page, words: string | RegExp) => sees(page.getByRole('main').getByText(words).first())
export const toLicences = (page: Page) => page.getByRole('navigation').getByRole('link', { name: 'Licenses' }).click()

export interface Said {
  name: string
  key: string
  seats: string
  type?: string
  endsOn?: string
}

export async function registerLicence(page: Page, said: Said): Promise<void> {
  await toLicences(page)
  await mainLink(page, 'Register license').click()
  await field(page, 'License key').fill(said.key)
  await field(page, 'Service').selectOption({ label: 'Knox Suite' })
  await field(page, 'Name').fill(said.name)
  await field(page, 'Seats').fill(said.seats)
  if (said.endsOn) await page.getByLabel('End date').fill(said.endsOn)
  if (said.type) await page.getByRole('radio', { name: said.type }).check()
  await button(page, 'Register license').click()
  await page.waitForURL('**/licenses')
}

/** `service`: where the customer has a choice. */
export async function assignSeats(page: Page, company: string, seats: string, service = ''): Promise<void> {
  const form = page.locator('#assign')
  await form.getByRole('combobox', { name: 'Customer' }).fill(company)
  await page.getByRole('option', { name: company }).click()
  if (service) await form.getByLabel('Service').selectOption({ label: service })
  await form.getByLabel('Seats').fill(seats)
  await button(form, 'Assign seats').click()
}

export async function openLicence(page: Page, name: string): Promise<void> {
  await toLicences(page)
  await mainLink(page, name).click()
  await sees(page.getByRole('heading', { name, level: 1 }))
}

export async function choose(page: Page, some: readonly SeededDevice[]): Promise<void> {
  for (const { imei } of some) await row(page, imei).getByRole('checkbox').check()
}

export async function act(page: Page, name: string): Promise<void> {
  await button(page, 'ACTIONS').click()
  await page.getByRole('menuitem', { name }).click()
}
