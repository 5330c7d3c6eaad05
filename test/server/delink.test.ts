import { describe, expect, it } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { openDocument, readValues } from '#shared/document/document-values.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { acmeForm, linkIn, Tandem, type Person } from '../support/tandem.ts'

const registerForm = { firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }
const hourMs = 60 * 60 * 1000

async function managed(tandem: Tandem): Promise<{ msp: Person; customer: Person; record: RelationshipRecord }> {
  const msp = await tandem.setUp()
  await msp.addCustomer()
  const customer = tandem.person()
  const link = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
  const response = await customer.post('/api/invitation/register', { link, ...registerForm })
  customer.user = ((await response.json()) as { user: SignedInUser }).user
  const [record] = await msp.relationships()
  return { msp, customer, record: record! }
}

const seen = ({ id, version }: RelationshipRecord) => ({ relationshipId: id, version })

async function subjects(tandem: Tandem, to: string): Promise<string[]> {
  return (await tandem.mails(to)).map(({ subject }) => subject)
}

describe('Delink', () => {
  it('[M16] the MSP asks: the status says so, the super admin is mailed, and management goes on', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    // Mails of one moment are in no order.
    tandem.clock.advance(1000)
    expect((await msp.command('delink-customer', seen(record))).answer.outcome).toBe('accepted')
    const [mspView] = await msp.relationships()
    expect(mspView).toMatchObject({
      status: 'delink-requested-by-msp',
      version: record.version + 1,
      delink: { requestedAt: tandem.clock.now(), remindedAt: null },
    })
    expect((await customer.relationships())[0]?.status).toBe('delink-requested-by-msp')
    expect(await msp.documents()).toHaveLength(2)
    const [mail] = await tandem.mails(acmeForm.workEmail)
    expect(mail?.subject).toBe('Northwind IT asks to stop managing Acme Tools')
    // Across organisations people are masked (M23).
    expect(mail?.text).toContain('m•••@northwind.example')
    expect(mail?.text).not.toContain('Mina')
  })

  it('[M16] RESEND EMAIL reminds at most once an hour and decides nothing', async () => {
    await using tandem = await Tandem.start()
    const { msp, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await msp.relationships()
    expect((await msp.command('remind-delink', seen(asked!))).answer.outcome).toBe('accepted')
    expect((await msp.command('remind-delink', seen(asked!))).answer).toMatchObject({ code: 'reminded-recently' })
    tandem.clock.advance(hourMs)
    expect((await msp.command('remind-delink', seen(asked!))).answer.outcome).toBe('accepted')
    const reminders = (await subjects(tandem, acmeForm.workEmail)).filter((subject) => subject.startsWith('Reminder'))
    expect(reminders).toHaveLength(2)
    expect((await msp.relationships())[0]).toMatchObject({
      version: asked!.version,
      delink: { remindedAt: tandem.clock.now() },
    })
  })

  it('[M16] the MSP withdraws: Active again, the customer is told, and a late answer finds nothing to answer', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await customer.relationships()
    expect((await msp.command('withdraw-delink', seen(asked!))).answer.outcome).toBe('accepted')
    expect((await customer.command('accept-delink', seen(asked!))).answer).toMatchObject({ code: 'no-open-request' })
    expect((await msp.relationships())[0]).toMatchObject({ status: 'active', delink: null })
    expect(await subjects(tandem, acmeForm.workEmail)).toContain('The delink request for Acme Tools was withdrawn')
  })

  it('[M17] the customer rejects: Active again and the MSP is told', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await customer.relationships()
    expect((await customer.command('reject-delink', seen(asked!))).answer.outcome).toBe('accepted')
    expect((await msp.relationships())[0]).toMatchObject({ status: 'active', delink: null })
    expect(await subjects(tandem, 'mina@northwind.example')).toContain('The delink request for Acme Tools was rejected')
  })

  it('[M17] [DOC6] the customer accepts: the MSP loses everything at once, the customer keeps the values in a new document', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await customer.relationships()
    const versions = () =>
      tandem.services.database.selectFrom('user').select(['email', 'access_version']).orderBy('email').execute()
    const before = await versions()
    expect((await customer.command('accept-delink', seen(asked!))).answer.outcome).toBe('accepted')

    expect(await msp.relationships()).toEqual([])
    expect(await msp.documents()).toEqual([])
    const documents = await customer.documents()
    expect(documents).toHaveLength(1)
    expect(documents[0]).toMatchObject({ kind: 'account', relationshipId: null })
    expect(documents[0]!.id).not.toBe(record.accountDocumentId)
    const values = readValues(openDocument(accountShape, documents[0]!.state), accountShape)
    expect(values).toMatchObject({ companyName: 'Acme Tools', country: 'US', contactFirstName: 'Jo' })
    expect(await customer.relationships()).toEqual([])
    expect(await versions()).toEqual(before.map((row) => ({ ...row, access_version: row.access_version + 1 })))

    for (const to of ['mina@northwind.example', acmeForm.workEmail]) {
      expect(await subjects(tandem, to)).toContain('Northwind IT no longer manages Acme Tools')
    }
    const rows = await tandem.services.database.selectFrom('relationship').selectAll().execute()
    expect(rows[0]).toMatchObject({ status: 'delinked', ended_at: tandem.clock.now(), version: asked!.version + 1 })
    const closed = await tandem.services.database
      .selectFrom('document')
      .select('closed_at')
      .where('relationship_id', 'is not', null)
      .execute()
    expect(closed).toEqual([{ closed_at: tandem.clock.now() }, { closed_at: tandem.clock.now() }])
  })

  it('[M17] [PUSH2] afterwards every command of the MSP for it is refused, and says that it ended', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await customer.relationships()
    await customer.command('accept-delink', seen(asked!))
    for (const name of [
      'delink-customer',
      'remind-delink',
      'withdraw-delink',
      'accept-delink',
      'reject-delink',
      'resend-invitation',
    ] as const) {
      expect((await msp.command(name, seen(asked!))).answer, name).toMatchObject({ code: 'relationship-ended' })
    }
    expect((await customer.command('accept-delink', seen(asked!))).answer).toMatchObject({ code: 'relationship-ended' })
  })

  it('[M18] the customer may ask; a request that meets an open one is refused with "They already asked"', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    expect((await customer.command('delink-customer', seen(record))).answer.outcome).toBe('accepted')
    // The MSP's device still has the version from before.
    expect((await msp.command('delink-customer', seen(record))).answer).toMatchObject({ code: 'they-already-asked' })
    expect((await msp.relationships())[0]?.status).toBe('delink-requested-by-customer')
    expect(await subjects(tandem, 'mina@northwind.example')).toContain(
      'Acme Tools asks to end its management by Northwind IT',
    )
    const [asked] = await msp.relationships()
    expect((await msp.command('accept-delink', seen(asked!))).answer.outcome).toBe('accepted')
    expect(await msp.relationships()).toEqual([])
  })

  it('[PUSH2] an answer names the request it was shown: after withdraw and ask again it is stale', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [shown] = await customer.relationships()
    await msp.command('withdraw-delink', seen(shown!))
    const [active] = await msp.relationships()
    await msp.command('delink-customer', seen(active!))
    expect((await customer.command('accept-delink', seen(shown!))).answer).toMatchObject({ code: 'stale-decision' })
    expect((await msp.relationships())[0]?.status).toBe('delink-requested-by-msp')
  })

  it('[C4] only super admins answer for the customer', async () => {
    await using tandem = await Tandem.start()
    const { msp, customer, record } = await managed(tandem)
    await msp.command('delink-customer', seen(record))
    const [asked] = await customer.relationships()
    await tandem.services.database
      .updateTable('user')
      .set({ role: 'admin' })
      .where('id', '=', customer.user!.id)
      .execute()
    expect((await customer.command('accept-delink', seen(asked!))).answer).toMatchObject({ code: 'not-permitted' })
  })

  it('[M16] a fully managed customer cannot be delinked', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    await msp.addCustomer({ managementType: 'fully' })
    const [record] = await msp.relationships()
    expect((await msp.command('delink-customer', seen(record!))).answer).toMatchObject({ code: 'not-jointly-managed' })
  })

  it('[FA14] before somebody has registered DELINK is refused, and nobody is mailed to sign in', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const [record] = await msp.relationships()
    expect((await msp.command('delink-customer', seen(record!))).answer).toMatchObject({ code: 'nobody-registered' })
    expect((await msp.relationships())[0]).toMatchObject({ status: 'active', delink: null })
    const mails = await tandem.mails(acmeForm.workEmail)
    expect(mails.map(({ subject }) => subject)).toEqual(['Northwind IT invites Acme Tools to Tandem'])
    expect(mails[0]!.text).not.toContain('/sign-in')
  })

  it('[SYNC4] another organisation reaches nothing of it, by any command, known id or not', async () => {
    await using tandem = await Tandem.start()
    const { record } = await managed(tandem)
    const { msp: stranger } = await strangerOf(tandem)
    for (const name of [
      'delink-customer',
      'withdraw-delink',
      'accept-delink',
      'reject-delink',
      'resend-invitation',
    ] as const) {
      expect((await stranger.command(name, seen(record))).answer, name).toMatchObject({ code: 'not-permitted' })
    }
    expect(await stranger.relationships()).toEqual([])
  })
})

/** A second MSP, made straight in the database: `/setup` makes only the first. */
async function strangerOf(tandem: Tandem): Promise<{ msp: Person }> {
  const { database } = tandem.services
  const mina = await database
    .selectFrom('user')
    .selectAll()
    .where('email', '=', 'mina@northwind.example')
    .executeTakeFirstOrThrow()
  const organisation_id = '9999999999' as typeof mina.organisation_id
  await database
    .insertInto('organisation')
    .values({ id: organisation_id, kind: 'msp', name: 'Other MSP', created_at: 0 })
    .execute()
  await database.insertInto('feed_head').values({ organisation_id, number: 0 }).execute()
  await database
    .insertInto('user')
    .values({ ...mina, id: tandem.ids.randomId() as typeof mina.id, organisation_id, email: 'eve@other.example' })
    .execute()
  const msp = tandem.person()
  const response = await msp.post('/api/session', { email: 'eve@other.example', password: 'correct horse battery' })
  msp.user = ((await response.json()) as { user: SignedInUser }).user
  return { msp }
}
