// What people do in Tandem, one intention per function, by the labels they know.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CapturedMail } from '../support/smtp.ts'
import { eventually, readStore, sees, storesWith } from './device.ts'

export const msp = {
  company: 'Northwind IT',
  firstName: 'Noa',
  lastName: 'Berg',
  email: 'noa@northwind.example',
  password: 'correct horse battery',
}

export const acme = {
  company: 'Acme Brewing',
  firstName: 'Mina',
  lastName: 'Cho',
  email: 'mina@acme.example',
  country: 'United Kingdom',
  password: 'another good phrase',
}

type Company = Omit<typeof acme, 'password'>

/** Creates the MSP at the /setup page, opened with the server's key, and lands on its list. */
export async function setUp(page: Page): Promise<void> {
  await page.getByLabel('Company name').fill(msp.company)
  await page.getByLabel('First name').fill(msp.firstName)
  await page.getByLabel('Last name').fill(msp.lastName)
  await page.getByLabel('Work email').fill(msp.email)
  await choosePassword(page, msp.password)
  await page.getByRole('button', { name: 'Create MSP' }).click()
  await page.waitForURL('**/customers')
}

async function choosePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Confirm password').fill(password)
}

export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.getByLabel('Work email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Asks to be signed out; with unsent work that opens a dialog. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

/** Fills the open ADD CUSTOMER form and submits it. */
export async function submitCustomer(page: Page, company: Company, services = ['Knox Manage']): Promise<void> {
  await page.getByLabel('Company name').fill(company.company)
  await page.getByRole('combobox', { name: 'Country' }).fill(company.country)
  await page.getByRole('option', { name: company.country, exact: true }).click()
  await page.getByLabel('First name').fill(company.firstName)
  await page.getByLabel('Last name').fill(company.lastName)
  await page.getByLabel('Work email').fill(company.email)
  await page.getByRole('radio', { name: 'Jointly managed' }).check()
  for (const service of services) await page.getByRole('checkbox', { name: service, exact: true }).check()
  await page.getByRole('button', { name: 'ADD CUSTOMER' }).click()
}

/** From the list to the new customer's open details. */
export async function addCustomer(page: Page, company: Company, services?: string[]): Promise<void> {
  await page.getByRole('link', { name: 'ADD CUSTOMER' }).first().click()
  await submitCustomer(page, company, services)
  await sees(page.getByRole('heading', { name: company.company }))
}

/** A customer's person has signed in: from the start page to the company account. */
export async function opensAccount(page: Page): Promise<void> {
  await page.waitForURL('**/home')
  await page.getByRole('link', { name: 'Company account' }).first().click()
  await page.waitForURL('**/account')
}

/** From the open invitation to the company account. */
export async function register(page: Page, password = acme.password): Promise<void> {
  await choosePassword(page, password)
  await page.getByRole('button', { name: 'Complete registration' }).click()
  await opensAccount(page)
}

export const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true })

/** Types into a live field, leaves it, and waits until the device has stored it. */
export async function edit(page: Page, label: string, value: string): Promise<void> {
  await field(page, label).fill(value)
  await field(page, label).blur()
  await eventually(() => storesWith(page, value)).toContain('outbox')
}

/** The same for notes, key by key behind what is there. */
export async function addToNotes(
  page: Page,
  text: string,
  options: { at: 'start' | 'end' } = { at: 'end' },
): Promise<void> {
  await field(page, 'Notes').press(options.at === 'start' ? 'Control+Home' : 'Control+End')
  await field(page, 'Notes').pressSequentially(text)
  await field(page, 'Notes').blur()
  await eventually(() => storesWith(page, text)).toContain('outbox')
}

export async function holds(page: Page, values: Record<string, string>, within?: number): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await eventually(() => field(page, label).inputValue(), within).toBe(value)
  }
}

/** The one small word at the top: `synced`, `offline`, `needs-you` … */
export function syncState(page: Page): Promise<string | null> {
  return page.getByRole('banner').locator('[data-sync-state]').first().getAttribute('data-sync-state')
}

/** Nothing waits on this device, and it says so. */
export async function isSynced(page: Page, within?: number): Promise<void> {
  await eventually(async () => (await readUnanswered(page)).length, within).toBe(0)
  await eventually(() => syncState(page), within).toBe('synced')
}

interface Unanswered {
  state: string
  answeredAt: number | null
  body: { name?: string }
}

async function readUnanswered(page: Page): Promise<Unanswered[]> {
  const items = (await readStore(page, 'outbox')) as Unanswered[]
  return items.filter(({ state, body }) => (state === 'queued' || state === 'sent') && body.name !== 'see-changes')
}

/** That many edits and decisions wait in the device's storage: what a cut would not lose. */
export async function hasWaiting(page: Page, count: number): Promise<void> {
  const isWork = ({ answeredAt }: Unanswered) => answeredAt === null
  await eventually(async () => (await readUnanswered(page)).filter(isWork).length).toBe(count)
}

export const row = (page: Page, company: string | RegExp): Locator => page.getByRole('row').filter({ hasText: company })

/** The cell of the row that says this and nothing else: of its services the row says words of their own. */
export const statusCell = (page: Page, company: string | RegExp, status: string): Locator =>
  row(page, company).getByRole('cell', { name: status, exact: true })

/** A line of `Activity` that says all of this. */
export function activityLine(page: Page | Locator, ...words: string[]): Locator {
  return words.reduce((lines, text) => lines.filter({ hasText: text }), page.getByRole('listitem')).first()
}

/** The Customer ID in the address of an open customer. */
export function customerIdOf(page: Page): string {
  const id = /\/customers\/(\d{10})/.exec(page.url())?.[1]
  expect(id, `no Customer ID in ${page.url()}`).toBeDefined()
  return id!
}

/** The ID of whose person it is, as `Profile` says it. */
export async function ownIdOf(page: Page): Promise<string> {
  await page.goto('/profile')
  return page
    .getByText(/^\d{10}$/)
    .first()
    .innerText()
}

/** The path and what is behind # of the link in a mail that leads to this page. */
export function linkIn(mail: CapturedMail, path: string): string {
  const link = new RegExp(`${path}#link=[^\\s"<>]+`).exec(mail.message.text ?? '')?.[0]
  expect(link, `no link to ${path} in: ${mail.message.text}`).toBeDefined()
  return link!
}
