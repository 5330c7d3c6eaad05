// Another contact of a customer (M27), and the right address of one who was invited (M7): on both databases.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guessLocale } from '#shared/domain/mail-language.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { hire, peopleOf, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

const hourMs = 60 * 60 * 1000
const locale = guessLocale('US')

afterAll(stopProviders)

async function errorOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('Change of the contact, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let companies = 0

  beforeAll(async () => {
    const environment: Record<string, string> = { LOOK_UP_LIMIT: '1000', LINK_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  /** Of a customer of its own. */
  async function add(managementType: 'fully' | 'jointly'): Promise<{ record: RelationshipRecord; email: string }> {
    const email = `jo@company-${database.toLowerCase()}-${++companies}.example`
    await msp.addCustomer({ companyName: `Company ${companies}`, workEmail: email, managementType })
    return { record: await recordOf(email), email }
  }
  const recordOf = async (email: string) => (await msp.relationships()).find(({ workEmail }) => workEmail === email)!

  async function change(
    { id, version }: RelationshipRecord,
    workEmail: string,
    names = { firstName: 'Al', lastName: 'Ito' },
  ) {
    const { answer } = await msp.command('change-contact', { relationshipId: id, version, workEmail, locale, ...names })
    return answer
  }
  const look = (link: string) => tandem.person().post('/api/invitation/look-up', { link })
  const register = (person: Person, link: string) =>
    person.post('/api/invitation/register', {
      link,
      firstName: 'Al',
      lastName: 'Ito',
      password: 'another long password',
      locale: 'en',
    })
  const refused = (code: string, fields?: object) =>
    expect.objectContaining({ outcome: 'refused', code, ...(fields && { fields }) })

  it('[M27][M7][FC7] nobody has registered: the old links die, the right address is invited anew, both are told', async () => {
    const { record, email } = await add('jointly')
    const old = linkIn((await tandem.mails(email))[0], '/register')
    tandem.clock.advance(hourMs)
    const right = `al@right-${companies}.example`
    expect(await change(record, right)).toMatchObject({ outcome: 'accepted' })

    const after = await recordOf(right)
    expect(after.invitation).toMatchObject({
      email: right,
      firstName: 'Al',
      lastName: 'Ito',
      state: 'sent',
      sentCount: 1,
      expiresAt: tandem.clock.now() + 168 * hourMs,
    })
    expect(after.version).toBeGreaterThan(record.version)
    expect(await errorOf(await look(old))).toBe('invitation-revoked')
    expect(await errorOf(await register(tandem.person(), old))).toBe('invitation-revoked')
    const told = (await tandem.mails(email)).find(({ subject }) => subject.startsWith('You are no longer the contact'))
    expect(told?.text).toContain('The links in earlier mails of the invitation do nothing any more.')
    expect(`${told!.subject}${told!.text}`).not.toContain(right)

    const al = tandem.person()
    expect((await register(al, linkIn((await tandem.mails(right))[0], '/register'))).status).toBe(201)
    const events = (await msp.activity()).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : []))
    expect(events).toContain('contact-changed')

    // From now on they say themselves who they are.
    expect(await change(await recordOf(right), 'other@right.example')).toEqual(refused('contact-registered'))
  })

  it('[M27][M7] an invitation whose mail no server has taken is not told of to whoever was meant by mistake', async () => {
    const { record, email } = await add('jointly')
    await tandem.services.database
      .updateTable('invitation')
      .set({ state: 'waiting', sent_count: 0 })
      .where('email', '=', email)
      .execute()
    const before = (await tandem.mails(email)).length
    expect(await change(record, `right@unsent-${companies}.example`)).toMatchObject({ outcome: 'accepted' })
    expect(await tandem.mails(email)).toHaveLength(before)
  })

  it('[M27][M7] the same address with another name is invited anew by the same person, and nobody is told they are not', async () => {
    const { record, email } = await add('jointly')
    expect(await change(record, email, { firstName: 'Jona', lastName: 'Park' })).toMatchObject({ outcome: 'accepted' })
    expect((await recordOf(email)).invitation).toMatchObject({ firstName: 'Jona', state: 'sent', sentCount: 1 })
    expect((await tandem.mails(email)).map(({ subject }) => subject)).toEqual([
      `Northwind IT invites Company ${companies} to Tandem`,
      `Northwind IT invites Company ${companies} to Tandem`,
    ])
  })

  it('[M27][M8] fully managed: both addresses hear who manages the account and that there is no sign-in', async () => {
    const { record, email } = await add('fully')
    const right = `al@fully-${companies}.example`
    tandem.clock.advance(hourMs)
    expect(await change(record, right)).toMatchObject({ outcome: 'accepted' })
    expect(await recordOf(right)).toMatchObject({ invitation: null, managementType: 'fully' })
    const [toFormer] = await tandem.mails(email)
    const [toNew] = await tandem.mails(right)
    expect(toFormer!.subject).toBe(`You are no longer the contact of Company ${companies} in Tandem`)
    expect(toNew!.subject).toBe(`Northwind IT names you as the contact of Company ${companies}`)
    for (const mail of [toFormer!, toNew!]) {
      expect(mail.text).toMatch(/Northwind IT (goes on managing|manages)/)
      expect(mail.text).toMatch(/no sign-in for you/)
      expect(mail.text).not.toContain('#link=')
    }
  })

  it('[M27][FC8][FA15] an address that may not be a contact’s is refused at its field, and nothing has changed', async () => {
    const { record, email } = await add('jointly')
    const other = await add('jointly')
    const contact = await add('fully')
    const link = linkIn((await tandem.mails(email))[0], '/register')
    expect(await change(record, setUpForm.email)).toEqual(refused('email-taken', { workEmail: 'email-taken' }))
    expect(await change(record, contact.email)).toEqual(refused('email-shared', { workEmail: 'email-shared' }))
    expect(await change(record, other.email)).toEqual(refused('email-shared', { workEmail: 'email-shared' }))
    expect(await change(record, 'nobody')).toEqual(refused('invalid-input', { workEmail: 'email' }))
    expect(await change(record, email, { firstName: '', lastName: '' })).toEqual(
      refused('invalid-input', { firstName: 'name-required' }),
    )
    expect(await change({ ...record, version: record.version - 1 }, 'free@x.example')).toEqual(
      refused('stale-decision'),
    )
    expect((await look(link)).status).toBe(200)
    expect((await recordOf(email)).invitation).toMatchObject({ email, state: 'sent' })
    // A colleague may stand as the contact of a fully managed customer.
    expect(await change(contact.record, setUpForm.email)).toMatchObject({ outcome: 'accepted' })
  })

  it('[M27] neither the customer’s own people nor another MSP change it', async () => {
    const { record, email } = await add('jointly')
    const jo = tandem.person()
    const registered = await register(jo, linkIn((await tandem.mails(email))[0], '/register'))
    jo.user = ((await registered.json()) as { user: NonNullable<Person['user']> }).user
    const input = { relationshipId: record.id, version: record.version, firstName: 'Al', lastName: 'Ito', locale }
    const { answer } = await jo.command('change-contact', { ...input, workEmail: 'mine@x.example' })
    expect(answer).toEqual(refused('not-permitted'))
  })

  it('[M27][C6] once registered, the customer’s super admin passes it on to a colleague, who then takes it from them', async () => {
    const { email } = await add('jointly')
    const jo = await registerCustomer(tandem, email)
    const workEmail = `kim@company-${companies}.example`
    const kim = await hire(tandem, jo, { workEmail })
    const change = async (by: Person, whom: string, role: 'super-admin' | 'admin') => {
      const { id, version } = (await peopleOf(by))[whom]!
      return (await by.command('change-person', { personId: id, version, role, scope: null })).answer
    }
    expect(await change(jo, workEmail, 'super-admin')).toMatchObject({ outcome: 'accepted' })
    expect(await change(kim, email, 'admin')).toMatchObject({ outcome: 'accepted' })
    const people = await peopleOf(kim)
    expect([people[workEmail]!.role, people[email]!.role]).toEqual(['super-admin', 'admin'])
  })
})
