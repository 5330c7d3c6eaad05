// A company applies for a service, and an operator decides by the command line, on both databases.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ServiceApplication } from '#shared/domain/service-application.ts'
import type { ServiceRecord } from '#shared/domain/service-record.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { emptySupport } from '#shared/domain/service-application.ts'
import { runTandemHere } from '../support/run-command.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { hire } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

const password = 'quiet meadow walk'
const support = { resellerContact: 'MARK-RESELLER', salesRepresentative: 'MARK-SALES', businessContext: 'MARK-CONTEXT' }

afterAll(stopProviders)

async function signUp(tandem: Tandem, email: string, companyName: string): Promise<Person> {
  const person = tandem.person()
  const form = { companyName, country: 'DE', firstName: 'Bea', lastName: '', email, locale: 'en' }
  expect((await person.post('/api/sign-up', form)).status).toBe(202)
  await vi.waitFor(async () => expect(await tandem.mails(email)).toHaveLength(1), { timeout: 20_000 })
  const link = linkIn((await tandem.mails(email))[0], '/complete-registration')
  const response = await person.post('/api/sign-up/complete', { link, password, locale: 'en' })
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

async function servicesOf(person: Person): Promise<Record<string, Omit<ServiceRecord, 'id'>>> {
  const frames = (await person.sync()) as { type: string; record: ServiceRecord }[]
  const records = frames.filter(({ type }) => type === 'service-record').map(({ record }) => record)
  return Object.fromEntries(records.map(({ id: _id, ...record }) => [record.service, record]))
}

const apply = async (person: Person, given: Partial<ServiceApplication>) =>
  (await person.command('apply-for-service', { service: 'knox-manage', ...emptySupport, ...given })).answer

async function requestJointly(msp: Person, customer: Person): Promise<void> {
  const { organisationId: customerId } = customer.user!
  expect((await msp.post('/api/customers/look-up', { customerId })).status).toBe(200)
  const relationshipId = `${msp.tandem.ids.randomId().slice(0, 21)}A`
  const asked = { managementType: 'jointly', services: ['knox-suite'], customerId, relationshipId }
  await msp.command('request-customer', asked as never)
  const [request] = await customer.relationships()
  await customer.command('accept-request', { relationshipId: request!.id, version: request!.version })
}

describe.each(['SQLite', 'PostgreSQL'])('Applying for a service, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let bea: Person
  let environment: Record<string, string>

  beforeAll(async () => {
    environment = {}
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
    bea = await signUp(tandem, 'bea@birch.example', 'Birch Bakery')
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const run = (...args: string[]) =>
    runTandemHere(
      ['applications', ...args],
      { TANDEM_DATA: tandem.folder, REVOCATION_JOURNAL: join(tandem.folder, 'revocations.log'), ...environment },
      tandem.clock.now(),
    )

  async function openId(service: string): Promise<string> {
    const { out } = await run('list')
    return new RegExp(`^(\\S+) .*${service}`, 'm').exec(out)![1]!
  }

  /** What the servers find in the database is sent. */
  async function mailTo(to: string, subject: string) {
    tandem.services.wakeMail()
    return (await tandem.mails(to)).find((mail) => mail.subject === subject)
  }

  const auditOf = async (person: Person) => {
    const answer = await person.post('/api/audit', { event: null, before: null })
    const { entries } = (await answer.json()) as {
      entries: { event: string; isOperator: boolean; subject: { name: string } | null }[]
    }
    return entries.map(({ event, isOperator, subject }) => [event, isOperator, subject?.name])
  }

  // Each step of a test has a time of its own.
  const later = () => tandem.clock.advance(60_000)

  it('[C2][X4] it is Applied with its date until the operator approves: then Active, with a welcome, in the audit log', async () => {
    later()
    expect(await apply(bea, support)).toMatchObject({ outcome: 'accepted' })
    const appliedAt = tandem.clock.now()
    const applied = { service: 'knox-manage', status: 'applied', since: appliedAt, through: null, reason: '' }
    expect(await servicesOf(bea)).toEqual({ 'knox-manage': applied })
    expect(await apply(bea, {})).toMatchObject({ outcome: 'refused', code: 'applied-already' })

    const listed = await run('list')
    expect(listed.out).toMatch(new RegExp(`${bea.user!.organisationId} +Birch Bakery +Knox Manage`))
    expect(listed.out).not.toMatch(/bea@|MARK/)
    const id = await openId('Knox Manage')
    const shown = await run('show', id)
    for (const mark of Object.values(support)) expect(shown.out).toContain(mark)

    later()
    const approved = await run('approve', id)
    expect([approved.code, approved.err]).toEqual([0, ''])
    expect(await servicesOf(bea)).toEqual({
      'knox-manage': { ...applied, status: 'active', since: appliedAt + 60_000 },
    })
    const mail = await mailTo('bea@birch.example', 'Knox Manage is active for Birch Bakery')
    expect(mail?.text).toContain('What to do first')
    expect(await apply(bea, {})).toMatchObject({ outcome: 'refused', code: 'service-yours-already' })
    const [approval, application] = await auditOf(bea)
    expect([approval, application]).toEqual([
      ['service-approved', true, 'Knox Manage'],
      ['service-applied', false, 'Knox Manage'],
    ])

    const again = await run('reject', id, '--reason', 'Too late')
    expect([again.code, again.err]).toEqual([1, 'It was approved already.\n'])
    const nothing = await run('approve', '-nothing')
    expect(nothing.code).not.toBe(0)
    const unexplained = await run('reject', id)
    expect(unexplained.code).toBe(2)
  })

  it('[C2] rejected it says why, in a mail too, is no service of the company’s, and may be applied for again', async () => {
    later()
    await apply(bea, { service: 'knox-guard' })
    later()
    const rejected = await run('reject', await openId('Knox Guard'), '--reason', 'No devices\nare known yet')
    expect(rejected.code).toBe(0)
    expect((await servicesOf(bea))['knox-guard']).toMatchObject({
      status: 'rejected',
      reason: 'No devices are known yet',
    })
    const mail = await mailTo('bea@birch.example', 'The application of Birch Bakery for Knox Guard was rejected')
    expect(mail?.text).toContain('No devices are known yet')
    expect((await auditOf(bea))[0]).toEqual(['service-rejected', true, 'Knox Guard'])
    expect(await apply(bea, { service: 'knox-guard' })).toMatchObject({ outcome: 'accepted' })
    expect((await servicesOf(bea))['knox-guard']).toMatchObject({ status: 'applied', reason: '' })
  })

  it('[C2] an unknown service and over-long words are refused at their field; an admin and an MSP never apply', async () => {
    expect(await apply(bea, { service: 'no-such-service' })).toMatchObject({ code: 'invalid-input' })
    expect(await apply(bea, { service: 'knox-suite', resellerContact: 'x'.repeat(201) })).toMatchObject({
      code: 'invalid-input',
      fields: { resellerContact: 'too-long' },
    })
    const sub = await hire(tandem, bea, { workEmail: 'sub@birch.example' })
    for (const person of [sub, msp])
      expect(await apply(person, { service: 'knox-suite' })).toMatchObject({ code: 'not-permitted' })
    expect(Object.keys(await servicesOf(bea))).not.toContain('knox-suite')
  })

  it('[C2][SYNC5] an MSP that manages it jointly is never sent an application, what supports it, or why it was rejected', async () => {
    const cleo = await signUp(tandem, 'cleo@cedar.example', 'Cedar Cycles')
    await requestJointly(msp, cleo)
    await apply(cleo, { service: 'knox-configure', ...support })
    await apply(cleo, { service: 'knox-e-fota', ...support })
    await run('reject', await openId('Knox E-FOTA'), '--reason', 'MARK-REASON')
    const sent = JSON.stringify(await msp.sync())
    expect(sent).toContain(cleo.user!.organisationId)
    expect(sent).not.toMatch(/MARK-|knox-configure|knox-e-fota/)
    // Nor is the company's own device sent what it said to the operator.
    expect(JSON.stringify(await cleo.sync())).not.toMatch(/MARK-(RESELLER|SALES|CONTEXT)/)
  })

  it('[C2][C8] whom an MSP manages alone can’t apply', async () => {
    const { database: db } = tandem.services
    const dan = await signUp(tandem, 'dan@dune.example', 'Dune Deliveries')
    await requestJointly(msp, dan)
    const mine = db.updateTable('relationship').where('customer_id', '=', dan.user!.organisationId)
    await mine.set({ management_type: 'fully' }).execute()
    expect(await apply(dan, { service: 'knox-manage' })).toMatchObject({ code: 'not-permitted' })
    const applied = await db.selectFrom('service_application').select('organisation_id').execute()
    expect(applied.map((row) => row.organisation_id)).not.toContain(dan.user!.organisationId)
  })

  it('[C2] what an MSP brings a company that it was refused is active, through that MSP', async () => {
    const eve = await signUp(tandem, 'eve@elder.example', 'Elder Electric')
    await apply(eve, { service: 'knox-suite' })
    await run('reject', await openId('Elder Electric'), '--reason', 'Not now')
    await requestJointly(msp, eve)
    expect((await servicesOf(eve))['knox-suite']).toMatchObject({
      status: 'active',
      reason: '',
      through: { name: setUpForm.companyName },
    })
  })
})

it('[C2] where nobody has to approve, it is Active at once', async () => {
  await using tandem = await Tandem.start({ SERVICE_APPROVAL: 'automatic' })
  await tandem.setUp()
  const bea = await signUp(tandem, 'bea@birch.example', 'Birch Bakery')
  expect(await apply(bea, {})).toMatchObject({ outcome: 'accepted' })
  expect((await servicesOf(bea))['knox-manage']).toMatchObject({ status: 'active', through: null })
  const subjects = (await tandem.mails('bea@birch.example')).map(({ subject }) => subject)
  expect(subjects).toContain('Knox Manage is active for Birch Bakery')
})
