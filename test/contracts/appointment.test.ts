// Super admins whom an operator appoints, by the command line and the mail's link, on both databases.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { GroupId, OrganisationId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { findMspProfile } from '../../server/database/repository/msp-profile.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { auditedOf } from '../support/audited.ts'
import { runTandemHere } from '../support/run-command.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { hire } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

const hourMs = 60 * 60 * 1000
const password = setUpForm.password
const newPassword = 'another good horse'

afterAll(stopProviders)

async function errorOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('A super admin by an operator, on %s', (database) => {
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
      args,
      { TANDEM_DATA: tandem.folder, REVOCATION_JOURNAL: join(tandem.folder, 'revocations.log'), ...environment },
      tandem.clock.now(),
    )

  /** What is due by then arrives. */
  async function mailsAfter(ms: number, to: string) {
    tandem.clock.advance(ms)
    tandem.services.wakeMail()
    return tandem.mails(to)
  }

  const announced = (name: string) => `Somebody is to become Super Admin of ${name}`
  const createMsp = (name: string, email: string) =>
    run('create-msp', '--name', name, '--email', email, '--first-name', 'Ada', '--last-name', 'Park')
  const form = (link: string) => ({ link, firstName: 'Ada', lastName: 'Park', password: newPassword, locale: 'en' })
  const register = (person: Person, link: string) => person.post('/api/appointment/register', form(link))
  const look = (link: string) => tandem.person().post('/api/appointment/look-up', { link })

  async function makeMsp(name: string, email: string): Promise<{ id: string; admin: Person }> {
    const id = /MSP ID (\d{10})/.exec((await createMsp(name, email)).out)![1]!
    const admin = tandem.person()
    const [mail] = await mailsAfter(0, email)
    const registered = await register(admin, linkIn(mail, '/appointment'))
    expect(await registered.json()).toMatchObject({ user: { email } })
    return { id, admin }
  }

  async function addPerson(organisation: string, given: Partial<UserTable>) {
    const row = userRow(tandem.ids, {
      organisation_id: organisation as UserTable['organisation_id'],
      password_hash: passwordHash,
      ...given,
    })
    await insertUser(tandem.services.database, row)
    const person = tandem.person()
    expect((await person.post('/api/session', { email: row.email, password })).status).toBe(201)
    return person
  }

  it('[X4][R1] a reseller: its super admin registers, has what a reseller’s role has, hires, and adds no customer as MSPs do', async () => {
    const named = ['--name', 'Riverside Phones', '--email', 'rosa@riverside.example', '--last-name', 'Lind']
    const made = await run('create-reseller', ...named)
    expect([made.code, made.err]).toEqual([0, ''])
    const id = /Reseller ID (\d{10})/.exec(made.out)![1]!
    expect((await run('organisations', '--kind', 'reseller')).out).toMatch(new RegExp(`${id} .* Riverside Phones`))
    const rosa = tandem.person()
    const [mail] = await mailsAfter(0, 'rosa@riverside.example')
    const { user } = (await (await register(rosa, linkIn(mail, '/appointment'))).json()) as { user: SignedInUser }
    rosa.user = user
    expect(user).toMatchObject({ organisationId: id, organisationKind: 'reseller', role: 'super-admin' })
    expect(user.permissions?.toSorted()).toEqual(
      ['add-customer', 'export', 'manage-admins-and-roles', 'manage-devices', 'sign-in-rules', 'view', 'view-audit-log'],
    ) // prettier-ignore
    const { answer } = await rosa.addCustomer()
    expect(answer).toMatchObject({ outcome: 'refused', code: 'not-permitted' })
    const lee = await hire(tandem, rosa, { workEmail: 'lee@riverside.example' })
    expect(lee.user).toMatchObject({ organisationId: id, role: 'admin' })
    expect(lee.user!.permissions).not.toContain('manage-admins-and-roles')
    const people = (await lee.sync()).filter((frame) => frame.type === 'person')
    expect(people).toHaveLength(2)
    const { answer: grouped } = await rosa.command('add-group', {
      groupId: tandem.ids.randomId() as GroupId,
      name: 'North',
      members: [],
    })
    expect(grouped).toMatchObject({ outcome: 'refused', code: 'not-permitted' })
    expect(await findMspProfile(tandem.services.database, id as OrganisationId)).toBeUndefined()
  })

  it('[X4] a further MSP: its super admin registers by the mail’s link, once, and is alone there', async () => {
    const made = await createMsp('Contoso IT', 'ada@contoso.example')
    expect([made.code, made.err]).toEqual([0, ''])
    const id = /MSP ID (\d{10})/.exec(made.out)![1]!
    const [mail] = await mailsAfter(0, 'ada@contoso.example')
    expect(mail?.subject).toBe('You are to be Super Admin of Contoso IT in Tandem')
    const link = linkIn(mail, '/appointment')
    expect(await (await look(link)).json()).toMatchObject({
      organisationName: 'Contoso IT',
      organisationKind: 'msp',
      email: 'ada@contoso.example',
      hasAccount: false,
    })
    const ada = tandem.person()
    const registered = await register(ada, link)
    expect([registered.status, await registered.json()]).toEqual([
      201,
      { user: expect.objectContaining({ organisationId: id, role: 'super-admin', emailVerified: true }) },
    ])
    const profile = await findMspProfile(tandem.services.database, id as OrganisationId)
    expect(profile).toMatchObject({ name: 'Contoso IT', replyAddress: 'ada@contoso.example' })
    expect(await errorOf(await look(link))).toBe('invitation-used')
    expect(await errorOf(await register(tandem.person(), link))).toBe('invitation-used')
    expect((await run('people', id)).out).toMatch(/super-admin {2}active {2}a•••@contoso\.example/)
    expect((await run('people', msp.user!.organisationId)).out).not.toContain('contoso')

    const taken = await createMsp('Third', 'ADA@contoso.example')
    expect([taken.code, taken.err]).toEqual([1, expect.stringMatching(/another organisation/)])
    expect((await run('organisations')).out).not.toContain('Third')
  })

  it('[X4][M27] nobody has registered yet: a corrected address gets a link at once, and the old one is dead', async () => {
    const id = /MSP ID (\d{10})/.exec((await createMsp('Fabrikam', 'wrnog@fabrikam.example')).out)![1]!
    const old = linkIn((await mailsAfter(0, 'wrnog@fabrikam.example'))[0], '/appointment')
    const reset = await run('reset-super-admin', id, '--email', 'ada@fabrikam.example', '--last-name', 'Park')
    expect(reset.code).toBe(0)
    const [mail] = await mailsAfter(0, 'ada@fabrikam.example')
    expect(await errorOf(await look(old))).toBe('invitation-revoked')
    const link = linkIn(mail, '/appointment')
    expect((await look(link)).status).toBe(200)
    tandem.clock.advance(7 * 24 * hourMs + 60_000)
    expect(await errorOf(await look(link))).toBe('invitation-expired')
  })

  it('[X4][M27] recovery: everybody is told, the link comes after 72 hours, and what one signed in by counts no more', async () => {
    const { id } = await makeMsp('Litware', 'ada@litware.example')
    const email = 'lee@litware.example'
    const lee = await addPerson(id, { email, role: 'admin', first_name: 'Lee', last_name: 'Kim', scope: 'only' })
    expect((await run('reset-super-admin', id, '--email', email, '--first-name', 'Lee')).code).toBe(0)

    const told = (await mailsAfter(0, 'ada@litware.example')).find(({ subject }) => subject === announced('Litware'))!
    expect(told.text).toContain('Lee Kim (lee@litware.example)')
    expect(linkIn(told, '/stop-appointment')).toBeTruthy()
    // Whoever can't stop it is told who can.
    const toldLee = (await tandem.mails(email)).find(({ subject }) => subject === announced('Litware'))
    expect(toldLee!.text).toContain('tell a super admin of yours')
    expect(toldLee!.text).not.toContain('#link=')
    const invited = async (afterMs: number) =>
      (await mailsAfter(afterMs, email)).find(
        ({ subject }) => subject === 'You are to be Super Admin of Litware in Tandem',
      )
    expect(await invited(71 * hourMs)).toBeUndefined()
    const link = linkIn(await invited(hourMs + 60_000), '/appointment')
    expect(await (await look(link)).json()).toMatchObject({ hasAccount: true })
    const anew = tandem.person()
    const registered = await register(anew, link)
    expect(await registered.json()).toMatchObject({ user: { role: 'super-admin', organisationId: id } })
    expect((await lee.get('/api/session')).status).toBe(401)
    expect((await tandem.person().post('/api/session', { email, password })).status).toBe(401)
    expect((await tandem.person().post('/api/session', { email, password: newPassword })).status).toBe(201)
    const row = await tandem.services.database
      .selectFrom('user')
      .selectAll()
      .where('email', '=', email)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ role: 'super-admin', scope: 'all', status: 'active' })
    expect(await auditedOf(tandem.services.database, row.id)).toContain('super-admin-appointed')
  })

  it('[X4][M27] any super admin stops it, by the mail’s link or signed in, and the link never comes', async () => {
    const { id, admin } = await makeMsp('Tailspin', 'ada@tailspin.example')
    const lee = await addPerson(id, { email: 'lee@tailspin.example', role: 'admin' })
    const begin = (email: string) => run('reset-super-admin', id, '--email', email, '--last-name', 'Stranger')
    await begin('first@stranger.example')
    const told = await mailsAfter(0, 'ada@tailspin.example')
    const stop = linkIn(
      told.find(({ subject }) => subject === announced('Tailspin')),
      '/stop-appointment',
    )
    // Looking at the page, or a mail scanner's GET, decides nothing.
    await tandem.person().get(`/stop-appointment?link=${stop}`)
    await tandem.person().get('/api/appointment/stop-by-link')
    const open = async () => ((await (await admin.get('/api/appointment')).json()) as { open: unknown }).open
    expect(await open()).toMatchObject({ name: 'Stranger', email: 'first@stranger.example' })
    expect(await errorOf(await lee.get('/api/appointment'))).toBe('not-permitted')
    expect(await errorOf(await lee.post('/api/appointment/stop', {}))).toBe('not-permitted')
    expect(await errorOf(await msp.post('/api/appointment/stop-by-link', { link: `${stop}x` }))).toBe('link-invalid')

    const byLink = () => tandem.person().post('/api/appointment/stop-by-link', { link: stop })
    expect([(await byLink()).status, (await byLink()).status, await open()]).toEqual([204, 204, null])

    await begin('second@stranger.example')
    // The first one's link stops the first one only.
    expect([(await byLink()).status, await open()]).toEqual([204, expect.objectContaining({ name: 'Stranger' })])
    // Another MSP's super admin has nothing to do with it.
    expect((await msp.post('/api/appointment/stop', {})).status).toBe(204)
    expect(await open()).not.toBeNull()
    expect([(await admin.post('/api/appointment/stop', {})).status, await open()]).toEqual([204, null])

    await begin('third@stranger.example')
    expect((await run('stop-reset', id)).code).toBe(0)
    expect((await run('stop-reset', id)).code).toBe(1)
    for (const name of ['first', 'second', 'third'])
      expect(await mailsAfter(80 * hourMs, `${name}@stranger.example`)).toEqual([])
  })

  it('[X4][SYNC3] one that was stopped or replaced by an operator since a backup doesn’t open again, and the audit log has it all', async () => {
    const { id, admin } = await makeMsp('Wingtip', 'ada@wingtip.example')
    const begin = (name: string) => run('reset-super-admin', id, '--email', `${name}@wing.example`, '--last-name', name)
    const open = async () => ((await (await admin.get('/api/appointment')).json()) as { open: unknown }).open
    const audited = async () => {
      const answer = await admin.post('/api/audit', { event: null, before: null })
      const { entries } = (await answer.json()) as { entries: AuditEntry[] }
      return entries.filter(({ event }) => event.startsWith('appointment-'))
    }

    tandem.clock.advance(1000)
    await begin('First')
    tandem.clock.advance(1000)
    let putBack = await tandem.backUp()
    expect((await run('stop-reset', id)).code).toBe(0)
    expect(await audited()).toMatchObject([
      { event: 'appointment-stopped', person: null, isOperator: true },
      { event: 'appointment-made', isOperator: true, subject: { name: 'First (first@wing.example)' } },
      { event: 'appointment-made', isOperator: true, subject: { name: 'Ada Park (ada@wingtip.example)' } },
    ])
    await putBack()
    expect(await open()).toBeNull()

    await begin('Second')
    putBack = await tandem.backUp()
    await begin('Third')
    expect(await open()).toMatchObject({ name: 'Third' })
    await putBack()
    expect(await open()).toBeNull()
    for (const name of ['first', 'second', 'third'])
      expect(await mailsAfter(80 * hourMs, `${name}@wing.example`)).toEqual([])
  })
})
