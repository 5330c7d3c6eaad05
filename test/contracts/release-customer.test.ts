// A customer that an operator gives back to its people, by the command line and the mails' links, on both databases.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { releaseDueCustomers } from '../../server/jobs/release-customers.ts'
import { runTandemHere } from '../support/run-command.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

const hourMs = 60 * 60 * 1000
const password = setUpForm.password

afterAll(stopProviders)

async function errorOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('A customer released by an operator, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let environment: Record<string, string>
  let passwordHash: string

  beforeAll(async () => {
    environment = {}
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
    passwordHash = await hashPassword(password)
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const run = (...args: string[]) =>
    runTandemHere(
      ['release-customer', ...args],
      { TANDEM_DATA: tandem.folder, REVOCATION_JOURNAL: join(tandem.folder, 'revocations.log'), ...environment },
      tandem.clock.now(),
    )

  /** Managed by the MSP alone. */
  async function addCompany(companyName: string, workEmail: string): Promise<OrganisationId> {
    const country = 'DE'
    const form = { companyName, workEmail, country, managementType: 'fully' } as const
    expect((await msp.addCustomer(form)).answer).toMatchObject({ outcome: 'accepted' })
    const records = await msp.relationships()
    return records.find(({ facts }) => facts.companyName === companyName)!.customerId
  }

  async function addPerson(organisation_id: OrganisationId, given: Partial<UserTable>): Promise<Person> {
    const row = userRow(tandem.ids, { organisation_id, password_hash: passwordHash, ...given })
    await insertUser(tandem.services.database, row)
    const person = tandem.person()
    const answer = await person.post('/api/session', { email: row.email, password })
    person.user = ((await answer.json()) as { user: Person['user'] }).user
    return person
  }

  async function mailTo(to: string, subject: string) {
    tandem.clock.advance(1000)
    tandem.services.wakeMail()
    return (await tandem.mails(to)).find((mail) => mail.subject === subject)
  }

  async function after(ms: number): Promise<void> {
    tandem.clock.advance(ms)
    await releaseDueCustomers(tandem.services)
  }

  const isManaged = async (id: string) => (await msp.relationships()).some(({ customerId }) => customerId === id)

  async function audited(by: Person): Promise<AuditEntry[]> {
    const answer = await by.post('/api/audit', { event: null, before: null })
    const { entries } = (await answer.json()) as { entries: AuditEntry[] }
    return entries.filter(({ event }) => /releas/.test(event))
  }

  it('[C8][X4] it says what will happen, mails both sides, and after 72 hours the company has its account and the MSP nothing', async () => {
    const id = await addCompany('Acme', 'contact@acme.example')
    const mina = await addPerson(id, { email: 'mina@acme.example', role: 'super-admin', locale: 'de' })
    const kim = await addPerson(id, { email: 'kim@acme.example', role: 'admin' })
    expect(await mina.documents()).toEqual([])
    const said = await run(id)
    expect([said.code, said.err]).toEqual([0, ''])
    expect(said.out).toMatch(
      new RegExp(`Acme \\(${id}\\) is managed by Northwind IT \\(${msp.user!.organisationId}\\) alone since 20..-`),
    )
    expect(said.out).toContain('given back to its people, 2 in all, with m•••@acme.example as super admin')
    expect([(await run(id)).code, (await run('1234567890')).code]).toEqual([1, 1])
    expect((await run('--list')).out).toMatch(new RegExp(`^${id} +Acme +Northwind IT .* open$`, 'm'))

    const told = await mailTo(msp.user!.email, 'Acme is to be given back to its people')
    expect(linkIn(told, '/stop-release')).toBeTruthy()
    const minas = await mailTo('mina@acme.example', 'Acme soll an die eigenen Leute zurückgehen')
    expect(minas?.text).not.toContain('#link=')
    expect((await tandem.mails('kim@acme.example')).map(({ subject }) => subject).join()).not.toContain('Acme')

    await after(72 * hourMs - 2001)
    expect([await isManaged(id), (await mina.documents()).length]).toEqual([true, 0])
    await after(1)
    expect([await isManaged(id), (await mina.documents()).length]).toEqual([false, 1])
    expect((await run('--list')).out).toMatch(new RegExp(`^${id} .* released +20..-`, 'm'))
    expect(await mailTo('mina@acme.example', 'Northwind IT verwaltet Acme nicht mehr')).toBeDefined()
    const stop = (person: Person, link: string) => person.post('/api/releases/stop-by-link', { link })
    expect(await errorOf(await stop(tandem.person(), linkIn(told, '/stop-release')))).toBe('link-used')
    // Each in their own role.
    expect((await kim.get('/api/session')).status).toBe(200)
    expect(await audited(mina)).toMatchObject([
      { event: 'customer-released', isOperator: true, subject: { name: id } },
      { event: 'release-announced', isOperator: true },
    ])
    expect((await run(id)).err).toBe('No MSP manages this company: its people have their account.\n')
  })

  it('[C8][X4] any super admin of the MSP stops it, by the mail’s link or signed in, and so does the operator', async () => {
    const id = await addCompany('Birch', 'contact@birch.example')
    const mina = await addPerson(id, { email: 'mina@birch.example', role: 'super-admin' })
    const lee = await addPerson(msp.user!.organisationId, { email: 'lee@northwind.example', role: 'admin' })
    const open = async () => {
      const answer = (await (await msp.get('/api/releases')).json()) as { open: { id: string; customerId: string }[] }
      return answer.open.filter(({ customerId }) => customerId === id)
    }
    await run(id)
    const link = linkIn(await mailTo(msp.user!.email, 'Birch is to be given back to its people'), '/stop-release')
    // Looking at the page, or a mail scanner's GET, decides nothing.
    await tandem.person().get('/api/releases/stop-by-link')
    const [shown] = await open()
    expect(shown).toMatchObject({ customerId: id })
    const stop = (person: Person) => person.post('/api/releases/stop', { id: shown!.id })
    for (const person of [lee, mina]) expect(await errorOf(await stop(person))).toBe('not-permitted')
    expect(await errorOf(await lee.get('/api/releases'))).toBe('not-permitted')
    const byLink = (given: string) => tandem.person().post('/api/releases/stop-by-link', { link: given })
    expect(await errorOf(await byLink(`${link}x`))).toBe('link-invalid')
    expect([(await byLink(link)).status, (await byLink(link)).status, await open()]).toEqual([204, 204, []])
    expect(await mailTo('mina@birch.example', 'Birch stays managed by Northwind IT')).toBeDefined()

    tandem.clock.advance(1000)
    await run(id)
    // The first one's link stops the first one only.
    expect([(await byLink(link)).status, (await open()).length]).toEqual([204, 1])
    const [second] = await open()
    tandem.clock.advance(1000)
    expect([(await msp.post('/api/releases/stop', { id: second!.id })).status, await open()]).toEqual([204, []])

    tandem.clock.advance(1000)
    await run(id)
    tandem.clock.advance(1000)
    expect((await run(id, '--stop')).out).toBe('It is stopped. Both sides hear of it by mail.\n')
    expect((await run(id, '--stop')).err).toBe('There is nothing to stop.\n')
    await after(80 * hourMs)
    expect(await isManaged(id)).toBe(true)
    expect(await audited(mina)).toMatchObject([
      { event: 'release-stopped', isOperator: true },
      { event: 'release-announced' },
      { event: 'release-stopped', person: { firstName: 'Northwind IT' } },
      { event: 'release-announced' },
      { event: 'release-stopped', person: { email: expect.stringContaining('•') } },
      { event: 'release-announced' },
    ])
  })

  it('[C8][X4] nobody has registered: the contact is told, and registers as super admin by a link', async () => {
    const id = await addCompany('Cedar', 'jo@cedar.example')
    const said = await run(id)
    expect(said.out).toContain('its contact j•••@cedar.example gets a link to register by as super admin')
    expect(await mailTo('jo@cedar.example', 'Cedar soll an die eigenen Leute zurückgehen')).toBeDefined()
    await after(72 * hourMs)
    const mail = await mailTo('jo@cedar.example', 'Sie sollen in Tandem Super-Admin von Cedar sein')
    const jo = tandem.person()
    const form = { firstName: 'Jo', lastName: 'Park', password: 'another good horse', locale: 'en' }
    const answer = await jo.post('/api/appointment/register', { ...form, link: linkIn(mail, '/appointment') })
    expect(answer.status).toBe(201)
    jo.user = ((await answer.json()) as { user: Person['user'] }).user
    expect(jo.user).toMatchObject({ organisationId: id, role: 'super-admin' })
    expect(await jo.documents()).toHaveLength(1)
  })

  it('[C8][X4] what can’t be released is refused in words, and what has moved meanwhile is void', async () => {
    const id = await addCompany('Dogwood', 'jo@dogwood.example')
    // Its contact is somebody else's super admin by now.
    await addPerson(await addCompany('Elder', 'contact@elder.example'), { email: 'jo@dogwood.example' })
    expect((await run(id)).err).toContain('make somebody else its super admin first, with reset-super-admin')
    await addPerson(id, { email: 'mina@dogwood.example', role: 'super-admin' })
    expect((await run(id)).code).toBe(0)
    const { id: relationshipId, version } = (await msp.relationships()).find(({ customerId }) => customerId === id)!
    const contact = { workEmail: 'mina@dogwood.example', locale: 'en' } as const
    const converted = await msp.command('convert-customer', { relationshipId, version, ...contact })
    expect(converted.answer).toMatchObject({ outcome: 'accepted' })
    expect((await run('--list')).out).toMatch(new RegExp(`^${id} .* void$`, 'm'))
    await after(72 * hourMs)
    expect([await isManaged(id), (await run(id)).err]).toEqual([
      true,
      'Its people have their account: they can delink it themselves, under Requests.\n',
    ])
    expect((await run('--list')).out).toMatch(new RegExp(`^${id} .* void +20..-`, 'm'))
    expect([(await run()).code, (await run(id, '--list')).code, (await run('--stop')).code]).toEqual([2, 2, 2])
  })
})
