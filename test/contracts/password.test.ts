// A forgotten password and its way back, on both databases.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../server/log.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'

const hourMs = 60 * 60 * 1000
const { email } = setUpForm
const nobody = 'nobody@northwind.example'

afterAll(stopProviders)

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('A forgotten password, on %s', (database) => {
  let tandem: Tandem
  let password = setUpForm.password
  let phrases = 0
  /** How often somebody was looked for. */
  let asked = 0
  let heard: () => void = () => undefined

  beforeAll(async () => {
    const env: Record<string, string> = { SIGN_IN_LIMIT: '5', RESET_LIMIT: '6' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    const security = (event: string) => {
      if (event !== 'password-reset-asked') return
      asked++
      heard()
    }
    tandem = await Tandem.start(env, 1, { ...silentLog, security })
    await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  // What was counted is forgotten.
  beforeEach(() => tandem.clock.advance(3 * hourMs))

  let accepted = 0
  async function ask(address: string): Promise<Response> {
    const response = await tandem.person().post('/api/password/forgot', { email: address })
    if (response.status === 202) accepted++
    return response
  }
  /** Who has the address is looked for after the answer. */
  const allLookedAt = () => vi.waitFor(() => expect(asked).toBe(accepted))
  afterEach(allLookedAt)

  const resetMails = async () => (await tandem.mails(email)).filter(({ text }) => text.includes('/reset-password#'))

  /** A link by mail, as the latest one that was asked for. */
  async function askForLink(): Promise<string> {
    tandem.clock.advance(1000)
    const before = (await resetMails()).length
    expect((await ask(email)).status).toBe(202)
    await vi.waitFor(async () => expect(await resetMails()).toHaveLength(before + 1))
    return linkIn((await resetMails())[0], '/reset-password')
  }

  async function reset(link: string, by: Person = tandem.person()): Promise<Response> {
    const next = `quiet meadow walk ${++phrases}`
    const response = await by.post('/api/password/reset', { link, password: next })
    if (response.ok) password = next
    return response
  }

  async function signIn(given = password): Promise<Person> {
    const person = tandem.person()
    const response = await person.post('/api/session', { email, password: given })
    if (!response.ok) throw new Error(await response.text())
    return person
  }

  it('[X2] is answered alike for every address; only whoever has it gets a mail, and no blocked person', async () => {
    const answers = [await ask(email), await ask(email.toUpperCase()), await ask(nobody)]
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '', ''])
    await vi.waitFor(async () => expect(await resetMails()).toHaveLength(2))
    await allLookedAt()
    const users = tandem.services.database.updateTable('user')
    await users.set({ status: 'blocked' }).execute()
    await ask(email)
    await allLookedAt()
    await users.set({ status: 'active' }).execute()
    expect(await resetMails()).toHaveLength(2)
    expect(await tandem.mails(nobody)).toEqual([])
  })

  it('[X2] sets a new one, once; it ends the other sessions, not the one it is set in, and says so by mail', async () => {
    const [tablet, phone] = [await signIn(), await signIn()]
    const former = password
    const link = await askForLink()
    expect(await (await tablet.post('/api/password/look-up', { link })).json()).toEqual({ email })
    expect((await tablet.get(`/api/password/reset?link=${link}`)).status).toBe(404)
    expect((await reset(link, tablet)).status).toBe(204)

    expect((await tablet.get('/api/session')).status).toBe(200)
    // Its outbox stays: nobody blocked them.
    expect(await codeOf(await phone.get('/api/session'))).toBe('session-revoked')
    await expect(signIn(former)).rejects.toThrow('wrong-credentials')
    await signIn()
    const told = (await tandem.mails(email)).filter(({ subject }) => subject === 'Your password for Tandem was changed')
    expect(told).toHaveLength(1)

    expect(await codeOf(await reset(link))).toBe('link-used')
    expect(await codeOf(await tablet.post('/api/password/look-up', { link }))).toBe('link-used')
  })

  it('[X2] of two at once with one link one sets it', async () => {
    const link = await askForLink()
    const answers = await Promise.all(
      ['first quiet meadow', 'second quiet meadow'].map(async (next) => {
        const response = await tandem.person().post('/api/password/reset', { link, password: next })
        if (response.ok) password = next
        return response.status
      }),
    )
    expect(answers.toSorted()).toEqual([204, 410])
    await signIn()
  })

  it('[X2] the link works for an hour, and no longer than until another one was used', async () => {
    const late = await askForLink()
    tandem.clock.advance(hourMs + 1)
    expect(await codeOf(await reset(late))).toBe('link-expired')
    const [first, second] = [await askForLink(), await askForLink()]
    expect((await reset(second)).status).toBe(204)
    expect(await codeOf(await reset(first))).toBe('link-invalid')
    expect(await codeOf(await reset(`${first.slice(0, -2)}AA`))).toBe('link-invalid')
    // A link for something else, from the same mailbox.
    const other = (await tandem.mails(email)).find(({ text }) => text.includes('/verify-email#'))
    expect(await codeOf(await reset(linkIn(other, '/verify-email')))).toBe('link-invalid')
  })

  it('[X2] the link is in the mail only: nothing that is stored sets a password', async () => {
    const { database: stored } = tandem.services
    // As it leaves by a mail server: the captured mailbox keeps what it shows.
    const link = await askForLink()
    await stored.updateTable('mail').set({ text: null, html: null }).execute()
    const rows = [
      await stored.selectFrom('link').selectAll().execute(),
      await stored.selectFrom('mail').selectAll().execute(),
    ]
    expect(JSON.stringify(rows)).not.toContain(link.split('.')[1])
  })

  it('[X2] a common password, and one that the person’s name gives away, are refused and use nothing up', async () => {
    const link = await askForLink()
    for (const guess of ['1234567890', 'MinaCho2024!', 'northwind it 1']) {
      const response = await tandem.person().post('/api/password/reset', { link, password: guess })
      expect(await response.json(), guess).toMatchObject({ error: { fields: { password: 'password-common' } } })
    }
    expect((await reset(link)).status).toBe(204)
  })

  it('[X2][X3] who signs in where nobody saw them before is told by mail, and only then', async () => {
    const told = async () =>
      (await tandem.mails(email)).filter(({ subject }) => subject === 'A new device signed in to Tandem as you')
    const before = (await told()).length
    const tablet = tandem.person()
    const agent = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/120.0 Safari/537.36' }
    await tablet.post('/api/session', { email, password }, agent)
    expect(await told()).toHaveLength(before + 1)
    expect((await told())[0]!.text).toContain('Device: Chrome on Android')
    await tablet.delete('/api/session')
    await tablet.post('/api/session', { email, password }, agent)
    await tandem.person().post('/api/session', { email, password: 'not the password' })
    expect(await told()).toHaveLength(before + 1)
  })

  it('[X2] unblocks nobody', async () => {
    const link = await askForLink()
    const users = tandem.services.database.updateTable('user')
    await users.set({ status: 'blocked' }).execute()
    expect(await codeOf(await reset(link))).toBe('blocked')
    await expect(signIn()).rejects.toThrow('blocked')
    await users.set({ status: 'active' }).execute()
  })

  it('[X2] wrong passwords of before hold nobody back after it', async () => {
    for (let n = 0; n < 6; n++) await tandem.person().post('/api/session', { email, password: `a guess ${n}` })
    await expect(signIn()).rejects.toThrow('too-many-requests')
    await reset(await askForLink())
    await signIn()
  })

  it('[X2] is asked for three times an hour for one mailbox, anybody’s or nobody’s, and so often from one address', async () => {
    for (const address of [email, nobody]) {
      for (let n = 0; n < 3; n++) expect((await ask(address)).status).toBe(202)
      if (address === email) expect((await ask(address)).status).toBe(429)
      tandem.clock.advance(15 * 60 * 1000)
    }
    tandem.clock.advance(hourMs)
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await ask(`${n}@northwind.example`)).status)
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429])
  })

  it('[X2] whether there is such a person is looked at once the answer is out: no time tells', async () => {
    const order: string[] = []
    const answered = () => void order.push('answered')
    subscribe('http.server.response.finish', answered)
    heard = () => void order.push('looked')
    for (const address of [email, nobody]) {
      expect((await ask(address)).status).toBe(202)
      await vi.waitFor(() => expect(order.at(-1)).toBe('looked'))
    }
    unsubscribe('http.server.response.finish', answered)
    expect(order).toEqual(['answered', 'looked', 'answered', 'looked'])
  })
})
