// A company that registers by itself, from the form to its own account, on both databases.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { SignUpForm } from '#shared/protocol/sign-in-requests.ts'
import { silentLog } from '../../server/log.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
const password = 'quiet meadow walk'
const form: SignUpForm = {
  companyName: 'Birch Bakery',
  country: 'DE',
  firstName: 'Bea',
  lastName: 'Birch',
  email: 'bea@birch.example',
  locale: 'en',
}

afterAll(stopProviders)

async function errorOf(response: Response): Promise<{ code: string; fields?: Record<string, string> }> {
  return ((await response.json()) as { error: { code: string; fields?: Record<string, string> } }).error
}
const codeOf = async (response: Response) => (await errorOf(response)).code

describe.each(['SQLite', 'PostgreSQL'])('Signing up without an MSP, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  /** How many sign-ups were begun, and how many answered. */
  let begun = 0
  let accepted = 0

  beforeAll(async () => {
    const env: Record<string, string> = { SIGN_UP_LIMIT: '6', MAIL_LIMIT_PER_RECIPIENT: '2', LINK_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    const security = (event: string) => void (event === 'sign-up-asked' && begun++)
    tandem = await Tandem.start(env, 1, { ...silentLog, security })
    msp = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  // What was counted is forgotten.
  beforeEach(() => tandem.clock.advance(dayMs))

  /** What comes of it is looked at after the answer. */
  const allBegun = () => vi.waitFor(() => expect(begun).toBe(accepted), { timeout: 20_000 })
  afterEach(allBegun)

  async function ask(given: Partial<SignUpForm> = {}): Promise<Response> {
    const response = await tandem.person().post('/api/sign-up', { ...form, ...given })
    if (response.status === 202) accepted++
    return response
  }

  async function newestMail(to: string) {
    await allBegun()
    return (await tandem.mails(to))[0]
  }

  /** The link of a sign-up with this address. */
  async function askForLink(email: string, given: Partial<SignUpForm> = {}): Promise<string> {
    tandem.clock.advance(1000)
    expect((await ask({ ...given, email })).status).toBe(202)
    return linkIn(await newestMail(email), '/complete-registration')
  }

  const lookUp = (link: string) => tandem.person().post('/api/sign-up/look-up', { link })
  const complete = (person: Person, link: string, given = password) =>
    person.post('/api/sign-up/complete', { link, password: given, locale: 'de' })

  async function signUp(email: string, given: Partial<SignUpForm> = {}): Promise<Person> {
    const person = tandem.person()
    const response = await complete(person, await askForLink(email, given))
    if (response.status !== 201) throw new Error(await response.text())
    person.user = ((await response.json()) as { user: SignedInUser }).user
    return person
  }

  it('[C2] by the mail’s link a company has a Customer ID and an account of its own, as after a delink', async () => {
    const link = await askForLink(form.email)
    expect(await (await lookUp(link)).json()).toEqual({
      companyName: 'Birch Bakery',
      country: 'DE',
      firstName: 'Bea',
      lastName: 'Birch',
      email: form.email,
      expiresAt: tandem.clock.now() + dayMs,
    })
    expect((await tandem.person().get(`/api/sign-up/complete?link=${link}`)).status).toBe(404)

    const bea = tandem.person()
    const response = await complete(bea, link)
    bea.user = ((await response.json()) as { user: SignedInUser }).user
    expect(bea.user).toMatchObject({
      email: form.email,
      emailVerified: true,
      role: 'super-admin',
      locale: 'de',
      organisationKind: 'customer',
      organisationName: 'Birch Bakery',
      organisationId: expect.stringMatching(/^[1-9]\d{9}$/),
    })
    const frames = await bea.sync()
    const accounts = frames.flatMap((frame) => (frame.type === 'account' ? [frame.record] : []))
    const documents = frames.flatMap((frame) => (frame.type === 'document' ? [frame.record] : []))
    expect(accounts).toMatchObject([{ id: bea.user!.organisationId, relationshipId: null }])
    expect(documents.map(({ id }) => id)).toEqual([accounts[0]!.documentId])
    expect(await bea.relationships()).toEqual([])
    const audit = await bea.post('/api/audit', { event: null, before: null })
    expect(await audit.json()).toMatchObject({ entries: [{ event: 'registered', person: { email: form.email } }] })
  })

  it('[C2][M9] an MSP looks it up and asks; with a yes both have the account, with what the form said', async () => {
    const cleo = await signUp('cleo@cedar.example', { companyName: 'Cedar Cycles', country: 'KR' })
    const { organisationId: customerId } = cleo.user!
    const shown = await msp.post('/api/customers/look-up', { customerId })
    expect(await shown.json()).toEqual({ companyName: 'Cedar Cycles', country: 'KR', admin: 'c•••@cedar.example' })
    const asked = { managementType: 'jointly', services: ['knox-manage'] } as const
    const relationshipId = `${tandem.ids.randomId().slice(0, 21)}A`
    await msp.command('request-customer', { ...asked, customerId, relationshipId } as never)
    const [request] = await cleo.relationships()
    const { answer } = await cleo.command('accept-request', { relationshipId: request!.id, version: request!.version })
    expect(answer.outcome).toBe('accepted')
    const [row] = await msp.relationships()
    expect(row).toMatchObject({
      status: 'active',
      facts: { companyName: 'Cedar Cycles', country: 'KR', contactFirstName: 'Bea', contactLastName: 'Birch' },
    })
  })

  it('[C2] is answered alike for every address; whoever has an account is told so by mail, and nothing is made', async () => {
    const answers = [await ask({ email: setUpForm.email.toUpperCase() }), await ask({ email: 'dan@dune.example' })]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', ''])
    const known = await newestMail(setUpForm.email)
    expect(known!.subject).toBe('You already have an account with Tandem')
    expect(known!.text).toContain('/sign-in')
    expect(known!.text).not.toContain('#link=')
    expect((await newestMail('dan@dune.example'))!.subject).toBe('Confirm your registration with Tandem')
    const made = await tandem.services.database.selectFrom('sign_up').select('email').execute()
    expect(made.map(({ email }) => email)).not.toContain(setUpForm.email)
  })

  it('[C2][FB6] nothing that a stranger typed stands in the mail', async () => {
    const companyName = 'Win a prize at evil.example'
    await ask({ email: 'victim@elm.example', companyName, firstName: 'Click', lastName: 'evil.example' })
    const mail = await newestMail('victim@elm.example')
    expect(`${mail!.subject}${mail!.text}${mail!.html}`).not.toMatch(/evil|Click|prize/)
  })

  it('[C2] one address gets so many mails a day, and one place signs up so many companies an hour', async () => {
    for (const status of [202, 202, 429]) expect((await ask({ email: 'fay@fern.example' })).status).toBe(status)
    // The same for an address that has an account: nothing tells the two apart.
    for (const status of [202, 202, 429]) expect((await ask({ email: setUpForm.email })).status).toBe(status)
    const refused = await ask({ email: 'gus@gorse.example' })
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'too-many-requests'])
    await allBegun()
    expect(await tandem.mails('fay@fern.example')).toHaveLength(2)
    tandem.clock.advance(hourMs)
    expect((await ask({ email: 'gus@gorse.example' })).status).toBe(202)
  })

  it('[C2] a form is checked as ADD CUSTOMER’s: each wrong field is named, and nothing is counted or mailed', async () => {
    const { fields } = await errorOf(
      await ask({ companyName: ' ', country: 'Germany', firstName: '', lastName: '', email: 'bea' }),
    )
    expect(fields).toEqual({
      companyName: 'required',
      country: 'required',
      firstName: 'name-required',
      email: 'email',
    })
  })

  it('[C2] a link that was used, has run out or was altered is refused, and says which', async () => {
    const link = await askForLink('hal@hazel.example')
    const altered = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`
    for (const answer of [await lookUp(altered), await complete(tandem.person(), altered)])
      expect(await codeOf(answer)).toBe('link-invalid')
    expect(await errorOf(await complete(tandem.person(), link, 'Birch Bakery'))).toMatchObject({
      fields: { password: 'password-common' },
    })
    expect((await complete(tandem.person(), link)).status).toBe(201)
    for (const answer of [await lookUp(link), await complete(tandem.person(), link)])
      expect(await codeOf(answer)).toBe('link-used')

    const late = await askForLink('ivy@ilex.example')
    tandem.clock.advance(dayMs + 1)
    for (const answer of [await lookUp(late), await complete(tandem.person(), late)])
      expect(await codeOf(answer)).toBe('link-expired')
    const another = await askForLink('jim@juniper.example')
    expect(
      await codeOf(await tandem.person().post('/api/invitation/register', { ...form, link: another, password })),
    ).toBe('link-invalid')
  })

  it('[C2] of two links to one address, used at the same time, one makes a company', async () => {
    const email = 'kay@kelp.example'
    const links = [await askForLink(email), await askForLink(email)]
    const answers = await Promise.all([...links, links[0]!].map((link) => complete(tandem.person(), link)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const refused = answers.filter(({ status }) => status !== 201)
    for (const answer of refused) expect(['email-taken', 'link-used']).toContain(await codeOf(answer))
    expect(await codeOf(await lookUp(links[1]!))).toMatch(/email-taken|link-used/)
    const { database: db } = tandem.services
    const users = await db.selectFrom('user').selectAll().where('email', '=', email).execute()
    expect(users).toHaveLength(1)
  })

  it('[C2][FC8] an invited customer’s account is never taken over: the mail says who invites, and a sign-up is a company beside it', async () => {
    const { answer } = await msp.addCustomer({ companyName: 'Larch Labs', workEmail: 'lee@larch.example' })
    expect(answer.outcome).toBe('accepted')
    const invited = (await msp.relationships()).find(({ facts }) => facts['companyName'] === 'Larch Labs')!
    const invitation = linkIn((await tandem.mails('lee@larch.example'))[0], '/register')
    const link = await askForLink('lee@larch.example', { companyName: 'Larch Labs' })
    expect((await newestMail('lee@larch.example'))!.text).toContain(`invited by ${setUpForm.companyName}`)

    const lee = tandem.person()
    lee.user = ((await (await complete(lee, link)).json()) as { user: SignedInUser }).user
    expect(lee.user!.organisationId).not.toBe(invited.customerId)
    expect(await lee.relationships()).toEqual([])
    const still = (await msp.relationships()).find(({ id }) => id === invited.id)
    expect(still).toEqual(invited)
    const look = await tandem.person().post('/api/invitation/look-up', { link: invitation })
    expect(await codeOf(look)).toBe('email-taken')
    const person = { firstName: 'Lee', lastName: 'Larch', password, locale: 'en' }
    const registered = await tandem.person().post('/api/invitation/register', { link: invitation, ...person })
    expect(await codeOf(registered)).toBe('email-taken')
    // Its MSP is told at once, and by whom it was not said (FC8).
    const told = (await tandem.mails(setUpForm.email)).map(({ subject }) => subject)
    expect(told).toContain('Larch Labs can’t register with lee@larch.example')
  })
})
