// A server with its MSP and some customers, made without a browser where the way there isn't what is tested.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCustomers } from '../../server/cli/load-customers.ts'
import type { RunningServer } from '../support/server.ts'
import { msp } from './steps.ts'

export async function seedMsp({ origin, key }: Pick<RunningServer, 'origin' | 'key'>): Promise<void> {
  const { company: companyName, firstName, lastName, email, password } = msp
  const response = await fetch(`${origin}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, authorization: `Bearer ${key}` },
    body: JSON.stringify({ companyName, firstName, lastName, email, password, locale: 'en' }),
  })
  if (response.status !== 201) throw new Error(await response.text())
}

/** Every fourth, from the first on, is jointly managed and so invited. */
export async function seedCustomers(origin: string, companies: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-seed-'))
  const file = join(folder, 'companies.csv')
  const header = 'name,address_1,city,country,contact_first_name,contact_last_name,contact_email'
  const lines = companies.map(
    (name, n) => `${name},${n + 1} High Street,Leeds,England,Ada,Byron,${n}@customers.example`,
  )
  await writeFile(file, [header, ...lines].join('\n'))
  const { skipped } = await loadCustomers({ url: origin, email: msp.email, password: msp.password, file })
  await rm(folder, { recursive: true })
  if (skipped.length > 0) throw new Error(skipped.join('\n'))
}

/** The path and what is behind # of the newest link to `page` that this address got; null while there is none. */
export async function findLink(
  { origin, key }: Pick<RunningServer, 'origin' | 'key'>,
  email: string,
  page: string,
): Promise<string | null> {
  const mails = (await (await fetch(`${origin}/mailbox.json?key=${key}`)).json()) as { to: string; text: string }[]
  const link = new RegExp(`${page}#link=\\S+`)
  const found = mails.filter(({ to }) => to === email).map(({ text }) => link.exec(text)?.[0])
  return found.find((each) => each !== undefined) ?? null
}

/** The same of the invitation to register as a customer. */
export async function invitationLink(server: Pick<RunningServer, 'origin' | 'key'>, email: string): Promise<string> {
  return (await findLink(server, email, '/register'))!
}
