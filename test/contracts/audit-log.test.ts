// What an organisation's audit log tells, and whom; on both databases.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { silentLog } from '../../server/log.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

const { email, password } = setUpForm

afterAll(stopProviders)

describe.each(['SQLite', 'PostgreSQL'])('The audit log, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let passwordHash: string
  const logged: unknown[] = []

  beforeAll(async () => {
    const env: Record<string, string> = {}
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env, 1, {
      ...silentLog,
      security: (event, facts) => void logged.push({ event, ...facts }),
    })
    msp = await tandem.setUp()
    passwordHash = await hashPassword(password)
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  async function enterAs(address: string): Promise<Person> {
    const person = tandem.person()
    tandem.clock.advance(1000)
    expect((await person.post('/api/session', { email: address, password })).status).toBe(201)
    return person
  }

  async function makePerson(organisationId: OrganisationId, given: Partial<UserTable> = {}): Promise<Person> {
    const row = userRow(tandem.ids, { organisation_id: organisationId, password_hash: passwordHash, ...given })
    await insertUser(tandem.services.database, row)
    return enterAs(row.email)
  }

  const ask = (by: Person, question: object = {}) => by.post('/api/audit', { event: null, before: null, ...question })
  async function read(by: Person, question: object = {}): Promise<AuditEntry[]> {
    return ((await (await ask(by, question)).json()) as { entries: AuditEntry[] }).entries
  }

  it('[X2] tells who signed in, failed to, and changed how they do, the latest first; the server’s log the same without names', async () => {
    const phone = tandem.person()
    const agent = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/120.0 Safari/537.36' }
    tandem.clock.advance(1000)
    await phone.post('/api/session', { email, password: 'not the password' }, agent)
    tandem.clock.advance(1000)
    await phone.post('/api/session', { email, password }, agent)
    tandem.clock.advance(1000)
    await phone.post('/api/profile/password', { currentPassword: password, password })
    tandem.clock.advance(1000)
    await phone.delete('/api/session')
    msp = await enterAs(email)
    await vi.waitFor(async () => expect((await read(msp)).map(({ event }) => event)).toContain('sign-in-failed'))
    const events = (await read(msp)).map(({ event }) => event)
    expect(events).toEqual([
      'sign-in-succeeded',
      'signed-out',
      'password-changed',
      'sign-in-succeeded',
      'sign-in-failed',
      'setup-used',
    ])
    expect((await read(msp, { event: 'sign-in-failed' }))[0]).toMatchObject({
      person: { email, firstName: 'Mina' },
      browser: 'Chrome',
      system: 'Android',
    })
    expect(logged.map((line) => (line as { event: string }).event)).toEqual(events.toReversed())
    expect(JSON.stringify(logged)).not.toMatch(/@|northwind|Mina/)
  })

  it('[X2] is read in pages', async () => {
    const all = await read(msp)
    const [first] = all
    const rest = await read(msp, { before: { at: first!.at, id: first!.id } })
    expect(rest.map(({ id }) => id)).toEqual(all.slice(1).map(({ id }) => id))
  })

  it('[X2] is for whoever may see it, of their own organisation', async () => {
    const organisationId = msp.user?.organisationId ?? (await ownOrganisation())
    const admin = await makePerson(organisationId, { role: 'admin' })
    expect((await ask(admin)).status).toBe(403)
    expect((await admin.post('/api/audit/export', { event: null })).status).toBe(403)
    expect((await ask(tandem.person())).status).toBe(401)
    const { result: other } = await runUnitOfWork(tandem.services, (unit) =>
      createOrganisation(unit, { kind: 'customer', name: 'Acme' }),
    )
    const stranger = await makePerson(other.id)
    expect((await read(stranger)).map(({ event }) => event)).toEqual(['sign-in-succeeded'])
  })

  it('[X2] leaves with whoever has just shown that it is they, and tells that it did', async () => {
    tandem.clock.advance(16 * 60 * 1000)
    const take = () => msp.post('/api/audit/export', { event: null })
    expect((await take()).status).toBe(403)
    await msp.post('/api/session/proof', { password })
    const { entries } = (await (await take()).json()) as { entries: AuditEntry[] }
    expect(entries.length).toBeGreaterThan(6)
    expect((await read(msp))[0]).toMatchObject({ event: 'audit-log-exported', person: { email } })
  })

  async function ownOrganisation(): Promise<OrganisationId> {
    const { user } = (await (await msp.get('/api/session')).json()) as { user: { organisationId: OrganisationId } }
    return user.organisationId
  }
})
