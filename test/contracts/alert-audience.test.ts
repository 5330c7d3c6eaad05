// Whom an alert is for, read from what the database says: who hears of location is the customer's to choose, and however many
// people there are costs no further statement. On both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceGroupId, OrganisationId } from '#shared/domain/ids.ts'
import { readAudience } from '../../server/commands/alert/alert-audience.ts'
import { saveManagers } from '../../server/database/repository/devices/device-group.ts'
import { findManagingRelationship } from '../../server/database/repository/relationship.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { makeKey, postAlert } from '../support/api.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { Tandem, type Person } from '../support/tandem.ts'
import { hire, inviteInput, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

afterAll(stopProviders)

describe.each(['SQLite', 'PostgreSQL'])('Whom an alert is for, on %s', (database) => {
  let tandem: Tandem
  let noa: Person
  /** Super admin of the customer; Lee, its built-in admin, doesn't see where devices are. */
  let jo: Person
  let lee: Person
  let customerId: OrganisationId
  let key: string

  beforeAll(async () => {
    const env: Record<string, string> = { MAIL_LIMIT_PER_RECIPIENT: '100' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    noa = await tandem.setUp()
    await noa.addCustomer()
    jo = await registerCustomer(tandem, 'jo@acme.example')
    lee = await hire(tandem, jo, inviteInput(tandem, { workEmail: 'lee@acme.example' }))
    customerId = jo.user!.organisationId
    const { services, ids } = tandem
    const seeding = { database: services.database, ids }
    const { result } = await runUnitOfWork(services, (unit) =>
      createOrganisation(unit, { kind: 'reseller', name: 'Partshop' }),
    )
    const of = { resellerId: result.id, partyId: customerId }
    const linkId = await seedLink(seeding, of)
    await seedUpload(seeding, { ...of, linkId, count: 1, device: { serial: 'R52N30ABCDE' } })
    const id = ids.randomId() as DeviceGroupId
    const { database: db } = services
    await db.insertInto('device_group').values({ id, organisation_id: customerId, name: 'Vans', version: 1 }).execute()
    await saveManagers(db, { id, organisation_id: customerId }, [jo.user!.id, lee.user!.id])
    await db.updateTable('device').set({ group_id: id }).execute()
    key = (await makeKey(noa)).secret
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(() => tandem.clock.advance(60 * 60_000))

  const choose = async (by: Person, target: string, hears: boolean) =>
    (await by.command('choose-location-recipients', { customerId, target, hears } as never)).answer
  const managed = (management_type: 'fully' | 'jointly') =>
    tandem.services.database.updateTable('relationship').set({ management_type }).execute()

  async function mailedOf(title: string): Promise<string[]> {
    const device = { serial: 'R52N30ABCDE' }
    const response = await postAlert(tandem, key, { customerId, category: 'location', device, title })
    expect(response.status).toBe(201)
    const all = await tandem.mails()
    return all.filter(({ subject, text }) => `${subject} ${text}`.includes(title)).map(({ to }) => to)
  }

  it('[S2] of location it is chosen by those of the customer who see it and choose recipients, and by nobody else', async () => {
    const no = { outcome: 'refused', code: 'not-permitted' }
    for (const person of [noa, lee]) expect(await choose(person, 'allAdmins', false)).toMatchObject(no)
    expect(await mailedOf('At first')).toEqual(['jo@acme.example'])
    expect(await choose(jo, 'allAdmins', false)).toMatchObject({ outcome: 'accepted' })
    expect(await mailedOf('Nobody')).toEqual([])
    expect(await choose(jo, 'groupManagers', true)).toMatchObject({ outcome: 'accepted' })
    // Lee manages the device's group, too.
    expect(await mailedOf('Managers')).toEqual(['jo@acme.example'])
    await managed('fully')
    expect(await choose(jo, 'allAdmins', true)).toMatchObject(no)
    expect(await mailedOf('Alone')).toEqual([])
    await managed('jointly')
  })

  it('[S2] what was chosen is in no byte that the MSP, or whoever may not see it, gets; the company’s own log says that it was', async () => {
    await choose(jo, 'groupManagers', false)
    const sent = async (person: Person) => JSON.stringify(await person.sync())
    for (const person of [noa, lee]) expect(await sent(person)).not.toContain('"type":"location-recipients"')
    expect(await sent(jo)).toContain('"type":"location-recipients"')
    const { database: db } = tandem.services
    const entries = await db
      .selectFrom('audit_entry')
      .select('organisation_id')
      .where('event', '=', 'location-recipients-changed')
      .execute()
    expect(entries.length).toBeGreaterThan(2)
    expect(new Set(entries.map(({ organisation_id }) => organisation_id))).toEqual(new Set([customerId]))
    const feed = await db.selectFrom('feed_entry').selectAll().where('collection', '=', 'location-recipients').execute()
    expect(new Set(feed.map(({ organisation_id }) => organisation_id))).toEqual(new Set([customerId]))
  })

  it('[S2] it is found by as many statements with twelve more people on either side', async () => {
    const { database: db } = tandem.services
    let statements = 0
    const counted = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => (statements++, result),
    })
    const manager = (await findManagingRelationship(db, customerId))!
    const read = async () => {
      statements = 0
      const about = { category: 'battery', deviceId: null } as const
      const audience = await readAudience(counted, { id: customerId, kind: 'customer', manager }, about)
      return { statements, people: audience.msp.length + audience.customer.length }
    }
    const few = await read()
    expect(few).toMatchObject({ people: 3 })
    for (const { user } of [noa, jo])
      for (let count = 0; count < 12; count++)
        await insertUser(db, userRow(tandem.ids, { organisation_id: user!.organisationId, scope: 'only' }))
    expect(await read()).toEqual({ statements: few.statements, people: 27 })
  })
})
