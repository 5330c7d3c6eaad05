// The second factor: enrolled, asked for at sign-in, never good twice; on both databases.
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { auditedOf } from '../support/audited.ts'
import { setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

const stepMs = 30_000
const dayMs = 24 * 60 * 60 * 1000
const password = setUpForm.password

afterAll(stopProviders)

async function errorOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('The second factor, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let organisationId: OrganisationId
  let passwordHash: string
  let people = 0

  beforeAll(async () => {
    const env: Record<string, string> = { SIGN_IN_LIMIT: '8', SIGN_IN_LIMIT_PER_ADDRESS: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    msp = await tandem.setUp()
    organisationId = msp.user!.organisationId
    passwordHash = await hashPassword(password)
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(async () => {
    tandem.clock.advance(dayMs)
    await msp.post('/api/session/proof', { password })
  })

  const codeFor = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: tandem.clock.now() })
  const enter = (email: string, code?: string) =>
    tandem.person().post('/api/session', { email, password, ...(code !== undefined && { code }) })

  const subjects = async (email: string) => (await tandem.mails(email)).map(({ subject }) => subject)

  async function makePerson(
    given: Partial<UserTable> = {},
  ): Promise<{ email: string; person: Person; audited: () => Promise<string[]> }> {
    const email = `colleague-${++people}@northwind.example`
    const row = userRow(tandem.ids, { organisation_id: organisationId, email, password_hash: passwordHash, ...given })
    await insertUser(tandem.services.database, row)
    const person = tandem.person()
    expect((await person.post('/api/session', { email, password })).status).toBe(201)
    return { email, person, audited: () => auditedOf(tandem.services.database, row.id) }
  }

  /** With the codes that are shown once. */
  async function enrol(person: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
    const { secret } = (await (await person.post('/api/profile/second-factor', {})).json()) as { secret: string }
    const confirmed = await person.post('/api/profile/second-factor/confirm', { code: codeFor(secret) })
    const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] }
    tandem.clock.advance(stepMs)
    return { secret, recoveryCodes }
  }

  async function makeEnrolled() {
    const made = await makePerson()
    return { ...made, ...(await enrol(made.person)) }
  }

  it('[X2] is asked for at sign-in once a code has shown that it works, and told by mail', async () => {
    const { email, person } = await makePerson()
    const view = async () => (await person.get('/api/profile/second-factor')).json()
    const begun = (await (await person.post('/api/profile/second-factor', {})).json()) as {
      secret: string
      uri: string
    }
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Tandem:colleague.*secret=[A-Z2-7]{32}/)
    expect(await view()).toEqual({ isOn: false, isRequired: false, recoveryCodesLeft: 0 })
    const wrong = await person.post('/api/profile/second-factor/confirm', { code: '000000' })
    expect(await errorOf(wrong)).toBe('second-factor-wrong')
    expect((await enter(email)).status).toBe(201)

    const { secret, recoveryCodes } = await enrol(person)
    expect(recoveryCodes).toHaveLength(10)
    expect(await view()).toEqual({ isOn: true, isRequired: false, recoveryCodesLeft: 10 })
    expect(await errorOf(await enter(email))).toBe('second-factor-needed')
    expect(await errorOf(await enter(email, '000000'))).toBe('second-factor-wrong')
    expect((await enter(email, codeFor(secret))).status).toBe(201)
    expect(await subjects(email)).toContain('Your sign-in to Tandem has a second factor')
    expect(await errorOf(await person.post('/api/profile/second-factor', {}))).toBe('second-factor-on')
  })

  it('[X2] a code is good once, also of two at once, and so is a recovery code', async () => {
    const { email, secret, recoveryCodes } = await makeEnrolled()
    const statuses = async (code: string) =>
      (await Promise.all([enter(email, code), enter(email, code)])).map(({ status }) => status).toSorted()
    expect(await statuses(codeFor(secret))).toEqual([201, 403])
    expect(await statuses(recoveryCodes[0]!)).toEqual([201, 403])
    expect(await errorOf(await enter(email, recoveryCodes[0]!))).toBe('second-factor-wrong')
    // As somebody types it from paper.
    expect((await enter(email, recoveryCodes[1]!.toUpperCase().replaceAll('-', ' '))).status).toBe(201)
  })

  it('[X2] a code is good half a minute early and late, no longer, and none of before the last one', async () => {
    const { email, secret } = await makeEnrolled()
    const early = codeFor(secret)
    tandem.clock.advance(stepMs)
    const now = codeFor(secret)
    expect((await enter(email, now)).status).toBe(201)
    expect(await errorOf(await enter(email, early))).toBe('second-factor-wrong')
    tandem.clock.advance(stepMs)
    const old = codeFor(secret)
    tandem.clock.advance(2 * stepMs)
    expect(await errorOf(await enter(email, old))).toBe('second-factor-wrong')
    tandem.clock.advance(stepMs)
    const late = codeFor(secret)
    tandem.clock.advance(stepMs)
    expect((await enter(email, late)).status).toBe(201)
  })

  it('[X2] who has the password alone is held back from guessing codes', async () => {
    const { email, secret } = await makeEnrolled()
    const answers: number[] = []
    for (let n = 0; n < 5; n++) {
      // Asking without a code between guesses takes none of them back.
      answers.push((await enter(email)).status, (await enter(email, `00000${n}`)).status)
    }
    expect(answers).toEqual([...Array.from({ length: 8 }, () => 403), 429, 429])
    expect((await enter(email, codeFor(secret))).status).toBe(429)
  })

  it('[X2] neither secret nor recovery codes can be read from the database', async () => {
    const { secret, recoveryCodes } = await makeEnrolled()
    const { database: stored } = tandem.services
    const rows = JSON.stringify([
      await stored.selectFrom('second_factor').selectAll().execute(),
      await stored.selectFrom('recovery_code').selectAll().execute(),
    ])
    for (const told of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
      expect(rows).not.toContain(told)
  })

  it('[X2] it begins and gets new codes only for who has just shown that it is they; the former codes die', async () => {
    const { email, person, recoveryCodes, audited } = await makeEnrolled()
    tandem.clock.advance(16 * 60 * 1000)
    const renew = () => person.post('/api/profile/second-factor/recovery-codes', {})
    expect(await errorOf(await renew())).toBe('prove-again')
    const other = await makePerson()
    tandem.clock.advance(16 * 60 * 1000)
    expect(await errorOf(await other.person.post('/api/profile/second-factor', {}))).toBe('prove-again')
    await person.post('/api/session/proof', { password })
    const renewed = ((await (await renew()).json()) as { recoveryCodes: string[] }).recoveryCodes
    expect(await errorOf(await enter(email, recoveryCodes[0]!))).toBe('second-factor-wrong')
    expect((await enter(email, renewed[0]!)).status).toBe(201)
    expect(await subjects(email)).toContain('Your recovery codes for Tandem were renewed')
    expect((await audited()).filter((event) => event === 'recovery-codes-renewed')).toHaveLength(1)
  })

  it('[X2] a code shows as the password does that it is still they: good once, guessed at no oftener, and in the audit log', async () => {
    const { email, secret, recoveryCodes, person } = await makeEnrolled()
    tandem.clock.advance(16 * 60 * 1000)
    const view = async () => (await person.get('/api/session/proof')).json()
    const prove = (code: string) => person.post('/api/session/proof', { code })
    expect(await view()).toEqual({ isRecent: false, hasSecondFactor: true })
    expect(await errorOf(await prove('000000'))).toBe('second-factor-wrong')
    expect(await view()).toMatchObject({ isRecent: false })
    expect((await prove(codeFor(secret))).status).toBe(204)
    expect(await view()).toMatchObject({ isRecent: true })
    expect(await errorOf(await prove(codeFor(secret)))).toBe('second-factor-wrong')
    expect(await errorOf(await enter(email, codeFor(secret)))).toBe('second-factor-wrong')
    expect((await prove(recoveryCodes[0]!)).status).toBe(204)
    const events = await tandem.services.database
      .selectFrom('audit_entry')
      .select('event')
      .where('at', '=', tandem.clock.now())
      .execute()
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['second-factor-wrong', 'recovery-code-used']),
    )
    const guesses: number[] = []
    for (let n = 0; n < 9; n++) guesses.push((await prove(`11111${n}`)).status)
    expect(guesses).toEqual([...Array.from({ length: 8 }, () => 403), 429])

    const without = await makePerson()
    expect(await errorOf(await without.person.post('/api/session/proof', { code: '000000' }))).toBe(
      'second-factor-wrong',
    )
  })

  it('[X2] turning it off takes the password, whatever was proved before', async () => {
    const { email, person, audited } = await makeEnrolled()
    const off = (given: string) => person.post('/api/profile/second-factor/off', { password: given })
    expect(await errorOf(await off('not the password'))).toBe('wrong-password')
    expect(await errorOf(await enter(email))).toBe('second-factor-needed')
    const told = 'Your sign-in to Tandem has no second factor any more'
    expect(await subjects(email)).not.toContain(told)
    expect(await audited()).not.toContain('second-factor-turned-off')
    expect((await off(password)).status).toBe(204)
    expect((await enter(email)).status).toBe(201)
    expect(await subjects(email)).toContain(told)
    expect(await audited()).toEqual(expect.arrayContaining(['second-factor-turned-off', 'second-factor-turned-on']))
  })

  it('[X2] an organisation that asks for one: the next sign-in enrols, and nobody turns theirs off', async () => {
    const { email, person } = await makePerson()
    const admin = await makePerson({ role: 'admin' })
    const rules = (by: Person, requiresSecondFactor: boolean) =>
      by.post('/api/organisation/sign-in', { requiresSecondFactor })
    expect(await errorOf(await rules(admin.person, true))).toBe('not-permitted')
    expect((await admin.person.get('/api/organisation/sign-in')).status).toBe(403)
    const begin = () => tandem.person().post('/api/session/second-factor', { email, password })
    expect((await begin()).status).toBe(403)
    expect((await rules(msp, true)).status).toBe(204)
    try {
      // Who is signed in stays so.
      expect((await person.get('/api/session')).status).toBe(200)
      expect(await errorOf(await enter(email))).toBe('second-factor-missing')
      expect(await errorOf(await enter(email, '123456'))).toBe('second-factor-missing')
      const { secret } = (await (await begin()).json()) as { secret: string }
      expect(await errorOf(await enter(email, '000000'))).toBe('second-factor-wrong')
      const entered = await enter(email, codeFor(secret))
      const { recoveryCodes } = (await entered.json()) as { recoveryCodes: string[] }
      expect([entered.status, recoveryCodes.length]).toEqual([201, 10])
      expect(await errorOf(await begin())).toBe('second-factor-on')
      expect((await enter(email, recoveryCodes[3]!)).status).toBe(201)
      expect(await errorOf(await enter(email, recoveryCodes[3]!))).toBe('second-factor-wrong')
      const off = await person.post('/api/profile/second-factor/off', { password })
      expect(await errorOf(off)).toBe('second-factor-required')
    } finally {
      expect((await rules(msp, false)).status).toBe(204)
    }
    const changes = (await auditedOf(tandem.services.database, msp.user!.id)).filter(
      (event) => event === 'second-factor-rule-changed',
    )
    expect(changes).toHaveLength(2)
    expect((await enter(admin.email)).status).toBe(201)
  })

  it('[X2] changing that rule takes proof', async () => {
    tandem.clock.advance(16 * 60 * 1000)
    expect(await errorOf(await msp.post('/api/organisation/sign-in', { requiresSecondFactor: true }))).toBe(
      'prove-again',
    )
  })
})
