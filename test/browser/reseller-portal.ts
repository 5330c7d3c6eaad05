// A reseller whom the operator makes, and its super admin, whose browser is signed in.
import { checkDigitOf } from '#shared/domain/device/device-identifier.ts'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { runCommand } from '../support/run-command.ts'
import type { RunningServer } from '../support/server.ts'
import { findLink } from './seed.ts'
import { newPerson } from './walk.ts'

/** A tablet's number that could be real, the same for the same `number`. */
export function imei(number: number): string {
  const front = `35${String(number).padStart(12, '0')}`
  return front + String(checkDigitOf(front))
}

export const rosa = {
  company: 'Riverside Phones',
  email: 'rosa@riverside.example',
  firstName: 'Rosa',
  lastName: 'Lind',
  password: 'a phrase of the shop',
}

type Server = Pick<RunningServer, 'origin' | 'key' | 'dataFolder'>

/** Its Reseller ID. Its super admin has a link by mail. */
export async function createReseller(server: Server, { company, email, firstName, lastName } = rosa): Promise<string> {
  const named = ['--name', company, '--email', email, '--first-name', firstName, '--last-name', lastName]
  const { code, out, err } = await runCommand(['server/cli/tandem.ts', 'create-reseller', ...named], {
    TANDEM_DATA: server.dataFolder,
  })
  expect([code, err]).toEqual([0, ''])
  return /Reseller ID (\d{10})/.exec(out)![1]!
}

/** Without the pages on the way. */
export async function registerReseller(
  browser: Browser,
  server: Server,
  who = rosa,
  locale = 'en-GB',
): Promise<{ page: Page; resellerId: string }> {
  const resellerId = await createReseller(server, who)
  const link = (await mailedLink(server, who.email)).replace(/^.*#link=/, '')
  const { firstName, lastName, password } = who
  const page = await newPerson(browser, server, undefined, locale)
  const registered = await page.request.post('/api/appointment/register', {
    data: { link, firstName, lastName, password, locale: locale.slice(0, 2) },
    headers: { origin: server.origin },
  })
  expect(registered.ok(), await registered.text()).toBe(true)
  return { page, resellerId }
}

/** What a command queues, the server sends within five seconds. */
async function mailedLink(server: Server, email: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const link = await findLink(server, email, '/appointment')
    if (link !== null) return link
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no link for ${email}`)
}
