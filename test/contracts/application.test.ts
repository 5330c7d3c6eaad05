// One story through the whole server on each database: set up, add, invite, register, delink.
import { afterAll, describe, expect, it } from 'vitest'
import type { SignedInUser } from '#shared/domain/user.ts'
import { linkToken } from '../../server/auth/link-token.ts'
import { deliverDueMail } from '../../server/jobs/deliver-mail.ts'
import type { MailTransport } from '../../server/mail/transports/transport.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { acmeForm, linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'

const server = new SharedPostgres()
afterAll(async () => {
  await server.dropDatabases()
})

async function postgresEnvironment({ isEmpty = false } = {}): Promise<Record<string, string>> {
  return { DATABASE_URL: await server.createDatabase({ isEmpty }), SECRET_KEY: 'ab'.repeat(32) }
}

const databases = [
  { name: 'SQLite', env: async () => ({}) },
  { name: 'PostgreSQL', env: () => postgresEnvironment({ isEmpty: true }) },
]

async function register(tandem: Tandem, link: string): Promise<Person> {
  const person = tandem.person()
  const form = { link, firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }
  const response = await person.post('/api/invitation/register', form)
  if (response.status !== 201) throw new Error(await response.text())
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

describe.each(databases)('The whole server on $name', ({ env }) => {
  it('[M6] [M7] [C1] [M16] [M17] a customer is added, invited, registered and delinked', async () => {
    await using tandem = await Tandem.start(await env())
    const msp = await tandem.setUp()
    expect((await msp.addCustomer()).answer).toMatchObject({ outcome: 'accepted' })
    const customer = await register(tandem, linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register'))
    const [record] = await msp.relationships()
    expect(record).toMatchObject({
      status: 'active',
      invitation: { state: 'registered' },
      mspPrivate: { internalReference: 'SECRET-REF-7' },
    })
    const seen = { relationshipId: record!.id, version: record!.version }
    expect((await msp.command('delink-customer', seen)).answer.outcome).toBe('accepted')
    const answer = { ...seen, version: record!.version + 1 }
    expect((await customer.command('accept-delink', answer)).answer.outcome).toBe('accepted')
    expect(await msp.relationships()).toEqual([])
    expect(await customer.documents()).toHaveLength(1)
    expect((await msp.command('withdraw-delink', answer)).answer).toMatchObject({ code: 'relationship-ended' })
  })

  it('[M16] [PUSH2] withdrawal and acceptance at once: exactly one happens', async () => {
    await using tandem = await Tandem.start(await env())
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const customer = await register(tandem, linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register'))
    const [record] = await msp.relationships()
    const seen = { relationshipId: record!.id, version: record!.version }
    await msp.command('delink-customer', seen)
    const asked = { ...seen, version: record!.version + 1 }
    const [withdrawn, accepted] = await Promise.all([
      msp.command('withdraw-delink', asked),
      customer.command('accept-delink', asked),
    ])
    const outcomes = [withdrawn.answer.outcome, accepted.answer.outcome]
    expect(outcomes.toSorted()).toEqual(['accepted', 'refused'])
    const left = await msp.relationships()
    expect(left.map(({ status }) => status)).toEqual(withdrawn.answer.outcome === 'accepted' ? ['active'] : [])
  })

  it('[X4] [C1] of several setups, and of several registrations by one link, exactly one wins', async () => {
    await using tandem = await Tandem.start(await env())
    const setUps = await Promise.all(
      [1, 2, 3].map((n) =>
        tandem.operator().post('/api/setup', { ...setUpForm, email: `admin${n}@northwind.example` }),
      ),
    )
    expect(setUps.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    const winner = tandem.person()
    const signedIn = await winner.post('/api/session', {
      email: ((await setUps.find(({ status }) => status === 201)!.json()) as { user: SignedInUser }).user.email,
      password: setUpForm.password,
    })
    winner.user = ((await signedIn.json()) as { user: SignedInUser }).user
    await winner.addCustomer()
    const link = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => register(tandem, link)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('Two whole servers on one PostgreSQL', () => {
  it('[X2] [C1] a session and a link in a mail of one are good at the other, and a sign-out counts at both', async () => {
    const env = await postgresEnvironment()
    await using first = await Tandem.start(env, 1)
    await using second = await Tandem.start(env, 2)
    const msp = await first.setUp()
    await msp.addCustomer()
    const mail = (await first.mails(acmeForm.workEmail))[0]
    await register(second, linkIn(mail, '/register'))
    expect((await msp.relationships())[0]).toMatchObject({ invitation: { state: 'registered' } })

    const elsewhere = second.person()
    elsewhere.cookie = msp.cookie
    expect((await elsewhere.get('/api/session')).status).toBe(200)
    expect((await elsewhere.delete('/api/session')).status).toBe(204)
    expect((await msp.get('/api/session')).status).toBe(401)
  })

  it('[X3] each mail is handed over once, whoever queued it, and by one when the other is gone', async () => {
    const env = { ...(await postgresEnvironment()), SMTP_URL: 'smtp://127.0.0.1:9' }
    await using first = await Tandem.start(env, 1)
    await using second = await Tandem.start(env, 2)
    const msp = await first.setUp()
    for (let n = 0; n < 12; n++) await msp.addCustomer({ workEmail: `jo${n}@acme.example` })
    const taken: string[] = []
    const transport: MailTransport = {
      captures: false,
      send: async ({ messageId }) => void taken.push(messageId),
      close: () => {},
    }
    const deliver = ({ services }: Tandem) =>
      deliverDueMail({ services, transport, linkToken: (purpose, id) => linkToken(services.key, purpose, id) })
    // The servers' own jobs find no mail server; what they are trying just then is due again an hour later.
    const deliverAll = async (servers: Tandem[]) => {
      for (const { clock } of [first, second]) clock.advance(60 * 60 * 1000)
      await Promise.all(servers.map(deliver))
      return taken.length
    }
    await expect.poll(() => deliverAll([first, second, first, second])).toBe(13)
    expect(new Set(taken).size).toBe(13)

    await msp.addCustomer({ workEmail: 'last@acme.example' })
    await first.stop()
    await expect.poll(() => deliverAll([second])).toBe(14)
  })
})
