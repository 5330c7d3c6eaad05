// What an organisation's audit log tells, and whom; on both databases.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { allDecisions, type TeamDecisionName } from '#shared/decisions/registry.ts'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { OrganisationId, RoleId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { emptyMspProfile } from '#shared/domain/team/msp-profile.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { auditAlone } from '../../server/commands/audit.ts'
import { holdAsking } from '../../server/database/repository/requests/asking-msp.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { silentLog } from '../../server/log.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { inviteInput, join, kimForm, peopleOf } from '../support/team.ts'
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
    const response = await person.post('/api/session', { email: address, password })
    expect(response.status).toBe(201)
    person.user = ((await response.json()) as { user: Person['user'] }).user
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
    const organisationId = msp.user!.organisationId
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

  it('[M20][C6] takes every decision about people, roles and groups once, with its transaction, as declared; a refused one never', async () => {
    const before = (await read(msp)).length
    const seen: string[] = []
    const decide = async (name: TeamDecisionName, input: object, outcome = 'accepted') => {
      tandem.clock.advance(1000)
      const { answer } = await msp.command(name, input as never)
      expect(answer.outcome, `${name}: ${JSON.stringify(answer)}`).toBe(outcome)
      if (outcome === 'accepted') seen.push(name)
    }
    const { services, ids } = tandem
    await services.database.updateTable('user').set({ email_verified_at: 1 }).where('email', '=', email).execute()
    const [roleId, groupId] = [ids.randomId(), ids.randomId()]
    const invited = inviteInput(tandem, { role: roleId as RoleId })
    const person = async (given: object = {}) => {
      const { id, version } = (await peopleOf(msp))[kimForm.workEmail]!
      return { personId: id, version, ...given }
    }
    await decide('add-role', { roleId, name: 'Reader', permissions: ['view'] })
    await decide(
      'change-role',
      { roleId, version: 1, name: 'Reader', permissions: ['view', 'export-customers'] },
      'refused',
    )
    await decide('change-role', { roleId, version: 1, name: 'Reader', permissions: ['view', 'view-activity'] })
    await decide('invite-person', invited)
    await decide('invite-person', { ...invited, personId: ids.randomId() }, 'refused')
    await decide('revoke-person-invitation', await person())
    await decide('resend-person-invitation', await person())
    await join(tandem, kimForm.workEmail)
    await decide('add-group', { groupId, name: 'North', members: [] })
    await decide('change-person', await person({ role: 'admin', scope: { kind: 'only', allow: [groupId], deny: [] } }))
    await decide('change-person', await person({ role: roleId, scope: { kind: 'all', allow: [], deny: [] } }))
    await decide('change-group', { groupId, version: 1, name: 'North', members: [] })
    await decide('delete-group', { groupId, version: 2 })
    await decide('delete-role', { roleId, version: 2, instead: 'admin' })
    await decide('block-person', await person())
    await decide('reactivate-person', await person())
    await decide('remove-person', await person())
    const mspId = msp.user!.organisationId
    await decide('change-msp-profile', { ...emptyMspProfile, mspId, version: 1, name: 'Northwind IT' })

    const teamDecisions = allDecisions
      .filter((decision) => decision.about === 'team')
      .filter(({ by }) => by.some((kind) => kind === 'msp'))
    expect(new Set(seen)).toEqual(new Set(teamDecisions.map(({ name }) => name)))
    const entries = (await read(msp)).toReversed().slice(before)
    const events = entries.map(({ event }) => event).filter((event) => event !== 'registered')
    expect(events).toEqual(seen.map((name) => teamDecisions.find((decision) => decision.name === name)!.audit))
    const told = (event: string) =>
      entries.filter((entry) => entry.event === event).map(({ person: by, subject }) => ({ by: by?.email, ...subject }))
    expect(entries.every(({ person: by }) => by?.email === email || by?.email === kimForm.workEmail)).toBe(true)
    expect(told('person-invited')).toEqual([
      {
        by: email,
        kind: 'person',
        name: 'Kim Ito',
        email: kimForm.workEmail,
        from: null,
        to: { role: { role: 'admin', ownRole: 'Reader' }, scope: { kind: 'all', count: 0 } },
      },
    ])
    expect(told('person-access-changed')[0]).toMatchObject({
      from: { role: { ownRole: 'Reader' }, scope: { kind: 'all' } },
      to: { role: { role: 'admin', ownRole: null }, scope: { kind: 'only', count: 1 } },
    })
    expect(told('role-changed')).toMatchObject([
      { kind: 'role', name: 'Reader', from: { permissions: ['view'] }, to: { permissions: ['view', 'view-activity'] } },
    ])
    expect(told('role-deleted')).toMatchObject([{ name: 'Reader', to: { role: { role: 'admin' }, people: 1 } }])
    expect(told('group-deleted')).toMatchObject([{ kind: 'customer-group', name: 'North' }])
    expect(told('person-blocked')).toMatchObject([{ name: 'Kim Ito', from: null, to: null }])
    expect(JSON.stringify(logged)).not.toMatch(/@|northwind|Kim|Reader|North/)
    expect(logged.map((line) => (line as { event: string }).event)).toEqual(
      expect.arrayContaining(teamDecisions.map(({ audit }) => audit as string)),
    )
  })

  it('[C12] takes whom a customer blocks from asking, by the MSP’s name; the MSP’s own log nothing', async () => {
    const { result: other } = await runUnitOfWork(tandem.services, (unit) =>
      createOrganisation(unit, { kind: 'customer', name: 'Blocking' }),
    )
    const mina = await makePerson(other.id)
    const mspId = msp.user!.organisationId
    await holdAsking(tandem.services.database, { mspId, customerId: other.id })
    for (const [version, name] of ['block-msp', 'block-msp', 'unblock-msp', 'unblock-msp'].entries()) {
      const { answer } = await mina.command(
        name as TeamDecisionName,
        { mspId, version: [1, 2, 2, 3][version] } as never,
      )
      expect(answer.outcome).toBe(version % 2 ? 'refused' : 'accepted')
      // In one moment nothing says which came first.
      tandem.clock.advance(1000)
    }
    const entries = (await read(mina)).filter(({ event }) => event.startsWith('msp-'))
    expect(entries.map(({ event, subject }) => [event, subject?.kind, subject?.name])).toEqual([
      ['msp-unblocked', 'asking-msp', 'Northwind IT'],
      ['msp-blocked', 'asking-msp', 'Northwind IT'],
    ])
    expect(JSON.stringify(await read(msp))).not.toMatch(/asking-msp|msp-blocked/)
  })

  it('[M20][C7] who decided from another organisation stands there by that, masked', async () => {
    const { result: other } = await runUnitOfWork(tandem.services, (unit) =>
      createOrganisation(unit, { kind: 'msp', name: 'Contoso' }),
    )
    const row = userRow(tandem.ids, { organisation_id: other.id, email: 'guest@contoso.example' })
    await insertUser(tandem.services.database, row)
    const organisationId = msp.user!.organisationId
    tandem.clock.advance(1000)
    const person = { id: row.id, organisation_id: organisationId }
    await auditAlone(tandem.services, { event: 'role-added', person })
    const [latest] = await read(msp)
    expect(latest!.person).toEqual({ firstName: 'Contoso', lastName: '', email: maskEmail('guest@contoso.example') })
  })
})
