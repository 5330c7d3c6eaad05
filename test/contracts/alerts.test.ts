// Posted alerts (S2, X5): whom the server really mails and tells, by type × recipients × person × delinked, and that where a
// device is reaches nobody but its customer's own people, on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alertKey, alertValue, type AlertTarget } from '#shared/domain/alert/alert-recipient.ts'
import { keptAlertsMs } from '#shared/domain/alert/alert.ts'
import type { DeviceGroupId, OrganisationId } from '#shared/domain/ids.ts'
import type { NotificationRecord } from '#shared/domain/notification/notification.ts'
import { changePerson, changeScope } from '../../server/auth/change-access.ts'
import { saveManagers } from '../../server/database/repository/devices/device-group.ts'
import { lockDocuments } from '../../server/database/repository/document.ts'
import { findRelationship } from '../../server/database/repository/relationship.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { endRelationship } from '../../server/decisions/delink/end-relationship.ts'
import { prune } from '../../server/jobs/prune.ts'
import { eraseCustomer } from '../../server/commands/erase/erase-customer.ts'
import { makeKey, postAlert } from '../support/api.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { acmeForm, linkIn, Tandem, type Person } from '../support/tandem.ts'
import { hire, inviteInput, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

afterAll(stopProviders)

const noa = 'noa@northwind.example'
const [kim, out, blocked] = ['kim@northwind.example', 'out@northwind.example', 'blocked@northwind.example']
const [jo, lee] = ['jo@acme.example', 'lee@acme.example']
const [said, silent] = ['said-yes@partner.example', 'silent@partner.example']
const places = ['51.250407', '6.771933', 'MARK-PLACE']

describe.each(['SQLite', 'PostgreSQL'])('Alerts, on %s', (database) => {
  let tandem: Tandem
  const people: Record<string, Person> = {}
  let customerId: OrganisationId
  let key: string
  let theirKey: string
  const sent: string[] = []

  beforeAll(async () => {
    const env: Record<string, string> = { MAIL_LIMIT_PER_RECIPIENT: '100', LINK_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    people[noa] = await tandem.setUp({ email: noa })
    await people[noa].addCustomer()
    people[jo] = await registerCustomer(tandem, jo)
    for (const email of [kim, out, blocked])
      people[email] = await hire(tandem, people[noa], inviteInput(tandem, { workEmail: email }))
    people[lee] = await hire(tandem, people[jo], inviteInput(tandem, { workEmail: lee }))
    customerId = (await people[noa].relationships())[0]!.customerId
    await inUnit((unit) => changeScope(unit, people[out]!.user!.id, { kind: 'only', allow: [], deny: [] }))
    await inUnit((unit) => changePerson(unit, people[blocked]!.user!.id, { status: 'blocked' }))
    const { services, ids } = tandem
    const seeding = { database: services.database, ids }
    const { id: resellerId } = await inUnit((unit) => createOrganisation(unit, { kind: 'reseller', name: 'Partshop' }))
    const linkId = await seedLink(seeding, { resellerId, partyId: customerId })
    await seedUpload(seeding, { resellerId, partyId: customerId, linkId, count: 1, device: { serial: 'R52N30ABCDE' } })
    key = (await makeKey(people[noa])).secret
    theirKey = (await makeKey(people[jo])).secret
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(async () => {
    tandem.clock.advance(60 * 60_000)
    await managed('jointly')
    await recipients([])
  })

  const inUnit = <Result>(work: (unit: UnitOfWork) => Promise<Result>) =>
    runUnitOfWork(tandem.services, work).then(({ result }) => result)

  /** `alone`: nobody manages the customer. */
  async function managed(how: 'jointly' | 'fully' | 'alone') {
    const status = how === 'alone' ? ('delinked' as const) : ('active' as const)
    const management_type = how === 'fully' ? ('fully' as const) : ('jointly' as const)
    const { database: db } = tandem.services
    await db.updateTable('relationship').set({ status, management_type }).execute()
    // Whose document it is follows from who manages it.
    const { account_document_id, id } = (await db.selectFrom('relationship').selectAll().executeTakeFirstOrThrow())!
    await db
      .updateTable('document')
      .set({ relationship_id: how === 'alone' ? null : id })
      .where('id', '=', account_document_id)
      .execute()
  }

  /** Of batteries. */
  async function recipients(addresses: string[], { allAdmins = true, groupManagers = false } = {}) {
    const value = (target: AlertTarget, hears: boolean) => [alertKey('battery', target), alertValue(target, hears)]
    const set = Object.fromEntries([
      value({ type: 'all-admins' }, allAdmins),
      value({ type: 'group-managers' }, groupManagers),
      ...addresses.map((address) => value({ type: 'address', address }, true)),
    ])
    const { database: db } = tandem.services
    await db
      .updateTable('document')
      .set({ facts: JSON.stringify(set) })
      .where('kind', '=', 'account')
      .execute()
  }

  let number = 0
  async function post(given: object = {}, by = key): Promise<{ title: string; status: number }> {
    const title = `Alert ${++number}`
    const device = { serial: 'R52N30ABCDE' }
    const response = await postAlert(tandem, by, { customerId, category: 'battery', device, title, ...given })
    sent.push(await response.text())
    return { title, status: response.status }
  }
  const mailed = async (title: string) =>
    (await tandem.mails())
      .filter(({ subject, text }) => subject.includes(title) || text.includes(title))
      .map(({ to }) => to)
      .toSorted()
  async function told(title: string) {
    const heard: string[] = []
    for (const [email, person] of Object.entries(people)) {
      if (email === blocked) continue
      const frames = (await person.sync()) as { type: string; record: NotificationRecord }[]
      if (frames.some(({ type, record }) => type === 'notification' && record.subject === title)) heard.push(email)
    }
    return heard.toSorted()
  }
  const sortedList = (list: string[]) => list.toSorted()

  const everybody = [noa, kim, jo, lee]
  it.each([
    ['jointly', true, [], everybody],
    ['jointly', false, [], []],
    ['jointly', false, [kim, lee], [kim, lee]],
    // Whoever may not see the customer hears nothing, named or not.
    ['jointly', true, [out, blocked], everybody],
    ['jointly', false, [out, blocked, silent], []],
    ['jointly', true, [said, silent], [...everybody, said]],
    ['fully', true, [], [noa, kim]],
    // Its own addresses are paused, not removed.
    ['fully', true, [jo, lee, said, silent], [noa, kim, said]],
    ['fully', false, [jo, kim], [kim]],
    ['alone', true, [], [jo, lee]],
    ['alone', false, [noa, jo, said], [jo, said]],
    ['alone', true, [kim, silent], [jo, lee]],
  ] as const)(
    '[S2][X3] %s managed, all admins %s, additional %j: mail to %j',
    async (how, allAdmins, added, expected) => {
      await tandem.services.database
        .insertInto('alert_address')
        .values({ organisation_id: customerId, email: said, asked_at: 0, confirmed_at: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await managed(how)
      await recipients([...added], { allAdmins })
      const { title, status } = await post({}, how === 'fully' ? key : theirKey)
      expect(status).toBe(201)
      expect(await mailed(title)).toEqual(sortedList([...expected]))
      expect(await told(title)).toEqual(sortedList(expected.filter((address) => address !== said)))
    },
  )

  it('[S2][X3] the mail says what happened to which device, and why its reader gets it', async () => {
    const { title } = await post({ text: 'Health is below 60 %.' })
    const mail = (await tandem.mails(lee)).find(({ subject }) => subject.includes(title))!
    expect(mail.subject).toBe(`Battery: ${title} (${acmeForm.companyName})`)
    expect(mail.text).toContain('Health is below 60 %.')
    expect(mail.text).toContain('R52N30ABCDE')
    expect(mail.text).toMatch(/because all admins of Acme .* get alerts about “Battery”/)
  })

  it('[S2] managers of the device’s group hear where they are named, of its devices and of no others', async () => {
    const { database: db } = tandem.services
    const id = tandem.ids.randomId() as DeviceGroupId
    const leeId = people[lee]!.user!.id
    await db.insertInto('device_group').values({ id, organisation_id: customerId, name: 'Vans', version: 1 }).execute()
    await saveManagers(db, { id, organisation_id: customerId }, [leeId])
    await db.updateTable('device').set({ group_id: id }).execute()
    await recipients([], { allAdmins: false, groupManagers: true })
    const [theirs, other] = [await post(), await post({ device: { serial: 'R52N30ZZZZZ' } })]
    expect(await mailed(theirs.title)).toEqual([lee])
    expect(await mailed(other.title)).toEqual([])
    await managed('fully')
    expect(await mailed((await post()).title)).toEqual([])
    await db.updateTable('device').set({ group_id: null }).execute()
  })

  it('[S2][M21] whoever turned the mails off gets none, and hears of it in the app', async () => {
    const choice = { inApp: true, mail: false }
    const { database: db } = tandem.services
    const row = { organisation_id: customerId, user_id: people[lee]!.user!.id, category: 'alerts' as const }
    await db
      .insertInto('notification_preference')
      .values({ ...row, in_app: 1, in_app_stamp: 1, mail: choice.mail ? 1 : 0, mail_stamp: 1 } as never)
      .execute()
    const { title } = await post()
    expect(await mailed(title)).not.toContain(lee)
    expect(await told(title)).toContain(lee)
    await db.deleteFrom('notification_preference').execute()
  })

  it('[S2] an address of neither side is asked once, by a link that opening changes nothing, and hears after its yes', async () => {
    const address = 'new@partner.example'
    await recipients([address])
    const first = await post()
    await post()
    expect(await mailed(first.title)).not.toContain(address)
    const asked = (await tandem.mails(address)).filter(({ subject }) => subject.includes('Do you want alerts'))
    expect(asked).toHaveLength(1)
    const link = linkIn(asked[0], '/alert-address')
    const stranger = tandem.person()
    expect((await stranger.post('/api/alert-address/confirm', { link: `${link.slice(0, -4)}AAAA` })).status).toBe(404)
    expect((await stranger.post('/api/alert-address/confirm', { link })).status).toBe(204)
    expect((await stranger.post('/api/alert-address/confirm', { link })).status).toBe(204)
    const after = await post()
    expect(await mailed(after.title)).toContain(address)
  })

  it('[S2] counts, condition and alert come to both sides; an unknown device is named as it was', async () => {
    await post({
      figures: { battery: { level: 41, health: 58 }, network: { signal: -97 }, app: { name: 'Mail', crashes: 3 } },
    })
    const { title } = await post({ device: { imei: '356938035643809' }, figures: { battery: { level: 7 } } })
    for (const email of [noa, jo]) {
      const frames = (await people[email]!.sync()) as { type: string; record: Record<string, unknown> }[]
      const of = (kind: string) => frames.filter(({ type }) => type === kind).map(({ record }) => record)
      expect(of('device-condition')).toMatchObject([
        { batteryLevel: 41, batteryHealth: 58, signal: -97, apps: [{ name: 'Mail', crashes: 3 }] },
      ])
      expect(of('alert')).toContainEqual(
        expect.objectContaining({ title, device: '356938035643809', deviceId: null, category: 'battery' }),
      )
      const counts = of('alert-month').map(({ counts: each }) => (each as { battery: number[] }).battery)
      expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2)
    }
  })

  it('[S2][C8] what comes while the customer is fully managed never becomes its', async () => {
    await managed('fully')
    const { title } = await post()
    await managed('jointly')
    const jos = JSON.stringify(await people[jo]!.sync())
    expect(jos).not.toContain(`"title":"${title}"`)
    expect(JSON.stringify(await people[noa]!.sync())).toContain(`"title":"${title}"`)
  })

  it('[S2] where a device is comes to the customer’s people who may see it, and in no byte to anybody else', async () => {
    const location = { latitude: 51.250407, longitude: 6.771933, accuracy: 12 }
    const hidden: string[] = []
    for (const how of ['jointly', 'fully', 'jointly'] as const) {
      await managed(how)
      await post({ location })
      await post({ category: 'location', title: 'MARK-PLACE', text: 'MARK-PLACE left the yard', location })
      for (const email of [noa, kim, out, lee]) hidden.push(JSON.stringify(await people[email]!.sync()))
    }
    expect(JSON.stringify(await people[jo]!.sync())).toContain('MARK-PLACE left the yard')
    const located = (await tandem.mails()).filter(({ text }) => text.includes('MARK-PLACE'))
    expect(located.length).toBeGreaterThan(0)
    expect(new Set(located.map(({ to }) => to))).toEqual(new Set([jo]))
    const { database: db } = tandem.services
    const msps = people[noa]!.user!.organisationId
    // Everything that stands in its MSP's name, and all that anybody but its own people was ever sent or answered.
    for (const table of [
      'mail',
      'notification',
      'change',
      'audit_entry',
      'alert',
      'api_answer',
      'feed_entry',
    ] as const) {
      const rows = await db.selectFrom(table).selectAll().execute()
      const theirs = rows.filter((row) => row.organisation_id === msps || table === 'alert' || table === 'api_answer')
      hidden.push(JSON.stringify(theirs))
    }
    for (const { to, subject, text, html } of await tandem.mails()) if (to !== jo) hidden.push(subject, text, html)
    hidden.push(...sent)
    for (const place of places)
      expect(
        hidden.filter((text) => text.includes(place)),
        place,
      ).toEqual([])
  })

  it('[S2][C7] nobody whom the MSP makes at the customer sees it, until a super admin there gives it', async () => {
    const { database: db } = tandem.services
    await db.updateTable('relationship').set({ admins_granted_at: 1 }).execute()
    const { id: relationshipId } = (await people[noa]!.relationships())[0]!
    const under = { relationshipId, grantedAt: 1 }
    const role = { roleId: tandem.ids.randomId(), name: 'Spotter', permissions: ['view', 'view-location'] }
    const { answer } = await people[noa]!.command('add-role', { ...role, under } as never)
    expect(answer).toMatchObject({ outcome: 'refused', code: 'more-than-you-have' })
    const input = { ...inviteInput(tandem, { workEmail: 'planted@acme.example' }), under }
    const planted = await hire(tandem, people[noa]!, input)
    const location = { latitude: 51.250407, longitude: 6.771933 }
    await post({ category: 'location', title: 'MARK-PLACE', location })
    expect(JSON.stringify(await planted.sync())).not.toMatch(/MARK-PLACE|51\.250407/)
    expect((await tandem.mails('planted@acme.example')).some(({ text }) => text.includes('MARK-PLACE'))).toBe(false)
    const given = { ...role, roleId: tandem.ids.randomId() }
    await people[jo]!.command('add-role', given as never)
    const seen = { personId: planted.user!.id, version: await versionOf(planted), role: given.roleId, scope: null }
    const changed = await people[jo]!.command('change-person', seen as never)
    expect(changed.answer).toMatchObject({ outcome: 'accepted' })
    expect(JSON.stringify(await planted.sync())).toContain('MARK-PLACE')
  })

  const versionOf = async ({ user }: Person) =>
    (await tandem.services.database.selectFrom('user').select('version').where('id', '=', user!.id).executeTakeFirst())!
      .version

  it('[S2] what is old goes, from devices too; counts stay for 13 months', async () => {
    const { title } = await post()
    await post({ category: 'location', title: 'MARK-PLACE' })
    tandem.clock.advance(keptAlertsMs + 60_000)
    await prune(tandem.services)
    const { database: db } = tandem.services
    expect(await db.selectFrom('alert').select('id').where('title', '=', title).execute()).toEqual([])
    expect(await db.selectFrom('device_location').select('id').execute()).toEqual([])
    expect((await db.selectFrom('alert_month').select('id').execute()).length).toBeGreaterThan(0)
    tandem.clock.advance(365 * 24 * 60 * 60 * 1000)
    await prune(tandem.services)
    expect(await db.selectFrom('alert_month').select('id').execute()).toEqual([])
  })

  // Last: nobody manages the customer afterwards.
  it('[S2][M17] an alert during a delink goes to those who may see at its commit', async () => {
    await signInAgain()
    const { id, account_document_id, private_document_id } = await tandem.services.database
      .selectFrom('relationship')
      .selectAll()
      .executeTakeFirstOrThrow()
    const theirs = (await makeKey(people[jo]!)).secret
    const delinked = inUnit(async (unit) => {
      await lockDocuments(unit.trx, [account_document_id, private_document_id])
      const row = (await findRelationship(unit.trx, id, { lock: true }))!
      await endRelationship(unit, row, { actor: { userId: null, organisationId: customerId }, itemId: null })
    })
    const posted = await Promise.all([1, 2, 3].map(() => post({}, theirs)))
    await delinked
    const rows = await tandem.services.database.selectFrom('alert').select(['title', 'msp_id']).execute()
    for (const { title } of posted) {
      const isBefore = rows.find((row) => row.title === title)!.msp_id !== null
      expect(await mailed(title)).toEqual(sortedList(isBefore ? everybodyNow : [jo, lee, 'planted@acme.example']))
    }
    const after = await post({}, theirs)
    expect(await mailed(after.title)).toEqual(sortedList([jo, lee, 'planted@acme.example']))
  })
  const everybodyNow = [...everybody, 'planted@acme.example']

  it('[M25] is erased with the customer’s other data', async () => {
    await managed('alone')
    const counts = await inUnit((unit) =>
      eraseCustomer({ services: tandem.services, unit }, customerId, { askedBy: 'company', withPeople: true }),
    )
    expect(counts).toMatchObject({ alerts: expect.any(Number) as number })
    const { database: db } = tandem.services
    for (const table of [
      'alert',
      'alert_month',
      'device_condition',
      'device_location',
      'alert_address',
      'location_recipients',
    ] as const)
      expect(await db.selectFrom(table).select('organisation_id').execute(), table).toEqual([])
    const keys = db.selectFrom('api_key').select('id').where('organisation_id', '=', customerId)
    expect(await keys.execute()).toEqual([])
  })

  async function signInAgain(): Promise<void> {
    const response = await people[jo]!.post('/api/session', { email: jo, password: 'a fairly long phrase' })
    if (!response.ok) throw new Error(await response.text())
  }
})
