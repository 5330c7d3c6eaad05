// What people change of their own, on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { auditedOf } from '../support/audited.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

const minuteMs = 60 * 1000
const password = setUpForm.password

afterAll(stopProviders)

async function errorOf(response: Response): Promise<{ code: string; fields?: Record<string, string> }> {
  return ((await response.json()) as { error: { code: string } }).error
}

describe.each(['SQLite', 'PostgreSQL'])('My profile, on %s', (database) => {
  let tandem: Tandem
  let organisationId: OrganisationId
  let passwordHash: string
  let people = 0

  beforeAll(async () => {
    const env: Record<string, string> = { SIGN_IN_LIMIT: '3' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    organisationId = (await tandem.setUp()).user!.organisationId
    passwordHash = await hashPassword(password)
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(() => tandem.clock.advance(24 * 60 * minuteMs))

  /** A colleague with an address of their own, signed in. */
  async function makePerson(): Promise<{ email: string; person: Person }> {
    const email = `colleague-${++people}@northwind.example`
    await insertUser(
      tandem.services.database,
      userRow(tandem.ids, { organisation_id: organisationId, email, password_hash: passwordHash }),
    )
    return { email, person: await signIn(email) }
  }

  async function signIn(email: string, given = password): Promise<Person> {
    const person = tandem.person()
    const response = await person.post('/api/session', { email, password: given })
    if (!response.ok) throw new Error(await response.text())
    person.user = ((await response.json()) as { user: Person['user'] }).user
    return person
  }

  /** How often colleagues' devices were told of somebody. */
  async function newsOf(userId: string): Promise<number> {
    const entries = tandem.services.database.selectFrom('feed_entry').selectAll().where('collection', '=', 'person')
    return (await entries.where('key', '=', userId).execute()).length
  }

  it('[X8] a new name and language of mails are there for oneself and for colleagues', async () => {
    const { person, email } = await makePerson()
    const told = await newsOf(person.user!.id)
    const changed = { firstName: 'Ada', lastName: 'Byron-King', locale: 'de' }
    expect(await (await person.post('/api/profile', changed)).json()).toMatchObject({ user: { ...changed, email } })
    expect((await signIn(email)).user).toMatchObject(changed)
    expect(await newsOf(person.user!.id)).toBe(told + 1)

    const nameless = await person.post('/api/profile', { firstName: ' ', lastName: '', locale: 'de' })
    expect(await errorOf(nameless)).toEqual({ code: 'invalid-input', fields: { firstName: 'name-required' } })
    expect((await tandem.person().post('/api/profile', changed)).status).toBe(401)
  })

  it('[X8][X2] another password wants the present one, ends the other sessions and is told by mail', async () => {
    const { person, email } = await makePerson()
    const phone = await signIn(email)
    const change = (currentPassword: string, next: string) =>
      person.post('/api/profile/password', { currentPassword, password: next })
    const wrong = await change('not the password', 'quiet meadow walk')
    expect([wrong.status, await errorOf(wrong)]).toEqual([
      403,
      { code: 'wrong-password', fields: { currentPassword: 'wrong-password' } },
    ])
    for (const common of ['1234567890', 'colleague northwind'])
      expect(await errorOf(await change(password, common))).toMatchObject({ fields: { password: 'password-common' } })
    expect((await phone.get('/api/session')).status).toBe(200)

    expect((await change(password, 'quiet meadow walk')).status).toBe(204)
    expect((await person.get('/api/session')).status).toBe(200)
    expect((await errorOf(await phone.get('/api/session'))).code).toBe('session-revoked')
    await expect(signIn(email)).rejects.toThrow('wrong-credentials')
    await signIn(email, 'quiet meadow walk')
    expect((await tandem.mails(email)).map(({ subject }) => subject)).toContain('Your password for Tandem was changed')
  })

  it('[X2] who guesses at the password in somebody’s session is held back as at sign-in', async () => {
    const { person } = await makePerson()
    const statuses: number[] = []
    for (let n = 0; n < 4; n++)
      statuses.push((await person.post('/api/session/proof', { password: `guess ${n}` })).status)
    expect(statuses).toEqual([403, 403, 403, 429])
    expect((await person.post('/api/profile/password', { currentPassword: password, password })).status).toBe(429)
  })

  it('[X2] proof is asked for a quarter of an hour after it was given', async () => {
    const { person } = await makePerson()
    const ask = () => person.post('/api/profile/email', { email: 'elsewhere@northwind.example' })
    const isRecent = async () => (await person.get('/api/session/proof')).json()
    tandem.clock.advance(15 * minuteMs)
    expect(await isRecent()).toEqual({ isRecent: true, hasSecondFactor: false })
    expect((await ask()).status).toBe(202)
    tandem.clock.advance(1)
    expect(await isRecent()).toEqual({ isRecent: false, hasSecondFactor: false })
    expect((await errorOf(await ask())).code).toBe('prove-again')
    expect((await errorOf(await person.post('/api/session/proof', { password: 'a guess' }))).code).toBe(
      'wrong-password',
    )
    expect((await errorOf(await ask())).code).toBe('prove-again')
    expect((await person.post('/api/session/proof', { password })).status).toBe(204)
    expect((await ask()).status).toBe(202)
    expect(await auditedOf(tandem.services.database, person.user!.id)).toContain('proof-failed')
  })

  it('[X8] another address is confirmed where it is, told where it was, and leaves no way in by the former', async () => {
    const { person, email } = await makePerson()
    const next = `renamed-${people}@northwind.example`
    await tandem.person().post('/api/password/forgot', { email })
    const resetMail = async () => (await tandem.mails(email)).find(({ text }) => text.includes('/reset-password#'))
    await vi.waitFor(async () => expect(await resetMail()).toBeDefined())
    const formerLink = linkIn(await resetMail(), '/reset-password')

    expect((await person.post('/api/profile/email', { email: next.toUpperCase() })).status).toBe(202)
    expect((await person.get('/api/session')).status).toBe(200)
    await expect(signIn(next)).rejects.toThrow('wrong-credentials')
    const link = linkIn((await tandem.mails(next))[0], '/confirm-email')
    expect((await person.get(`/api/profile/email/confirm?link=${link}`)).status).toBe(404)
    expect((await tandem.person().post('/api/profile/email/confirm', { link })).status).toBe(204)

    expect(await (await person.get('/api/session')).json()).toMatchObject({
      user: { email: next, emailVerified: true },
    })
    expect((await errorOf(await person.post('/api/profile/email/confirm', { link }))).code).toBe('link-used')
    await expect(signIn(email)).rejects.toThrow('wrong-credentials')
    await signIn(next)
    const told = (await tandem.mails(email)).find(({ subject }) => subject === 'Your address for Tandem was changed')
    expect(told?.text).toContain('r•••@northwind.example')
    const reset = await tandem.person().post('/api/password/reset', { link: formerLink, password: 'quiet meadow walk' })
    expect((await errorOf(reset)).code).toBe('link-invalid')
    expect(await auditedOf(tandem.services.database, person.user!.id)).toContain('email-changed')
  })

  it('[X8] somebody else’s address is answered alike, gets no mail, and goes to one of two', async () => {
    const [one, two] = [await makePerson(), await makePerson()]
    expect((await one.person.post('/api/profile/email', { email: two.email })).status).toBe(202)
    expect((await tandem.mails(two.email)).filter(({ text }) => text.includes('/confirm-email#'))).toEqual([])

    const wanted = `wanted-${people}@northwind.example`
    const links: string[] = []
    for (const { person } of [one, two]) {
      await person.post('/api/profile/email', { email: wanted })
      links.push(...(await tandem.mails(wanted)).map((mail) => linkIn(mail, '/confirm-email')))
    }
    const answers = await Promise.all(
      [...new Set(links)].map((link) => tandem.person().post('/api/profile/email/confirm', { link })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
  })

  it('[X8] a new password takes back a change of address that somebody asked for before', async () => {
    const { person } = await makePerson()
    const taken = `thief-${people}@elsewhere.example`
    await person.post('/api/profile/email', { email: taken })
    const link = linkIn((await tandem.mails(taken))[0], '/confirm-email')
    await person.post('/api/profile/password', { currentPassword: password, password: 'quiet meadow walk' })
    expect((await errorOf(await tandem.person().post('/api/profile/email/confirm', { link }))).code).toBe(
      'link-invalid',
    )
  })

  it('[X2] sessions are one’s own: a colleague neither sees nor ends them', async () => {
    const [one, two] = [await makePerson(), await makePerson()]
    type Listed = { sessions: { id: string; current: boolean }[] }
    const list = async (person: Person) => ((await (await person.get('/api/sessions')).json()) as Listed).sessions
    const [own] = await list(one.person)
    expect((await list(two.person)).map(({ id }) => id)).not.toContain(own!.id)
    expect((await two.person.delete(`/api/sessions/${own!.id}`)).status).toBe(404)
    expect((await one.person.get('/api/session')).status).toBe(200)
  })

  it('[X2] each session says on what it is, since when, and when it was last there', async () => {
    const { email, person } = await makePerson()
    const began = tandem.clock.now()
    tandem.clock.advance(60 * minuteMs)
    const phone = tandem.person()
    const agent = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/120.0 Safari/537.36' }
    await phone.post('/api/session', { email, password }, agent)
    tandem.clock.advance(24 * 60 * minuteMs)
    await person.post('/api/session/proof', { password })
    const { sessions } = (await (await person.get('/api/sessions')).json()) as {
      sessions: { id: string; current: boolean }[]
    }
    expect(sessions).toHaveLength(2)
    expect(sessions).toContainEqual(
      expect.objectContaining({ current: true, createdAt: began, lastSeenAt: tandem.clock.now() }),
    )
    expect(sessions).toContainEqual(
      expect.objectContaining({
        current: false,
        userAgent: agent['user-agent'],
        createdAt: began + 60 * minuteMs,
        lastSeenAt: began + 60 * minuteMs,
      }),
    )
    const there = sessions.find(({ current }) => !current)!
    expect((await person.delete(`/api/sessions/${there.id}`)).status).toBe(204)
    expect((await errorOf(await phone.get('/api/session'))).code).toBe('session-revoked')
    expect(await auditedOf(tandem.services.database, person.user!.id)).toContain('session-revoked')
  })
})
