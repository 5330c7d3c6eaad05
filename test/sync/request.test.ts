// M9, M10, C4: an MSP asks a company that has an account. Until a super admin of it says yes it sees what LOOK UP showed and
// nothing else; by the yes it gets the account as it is now, and nothing of before.
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DocumentId, type OrganisationId, type RelationshipId } from '#shared/domain/ids.ts'
import { listStatusAt } from '#shared/domain/customer-record.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { backupKeepers } from './backup.ts'
import { askAs, before, lookUpAs, openCompany, settleIn } from './company.ts'
import { LiveDevice } from './live-device.ts'
import { recordAnswers } from './raw-exchange.ts'
import { dumpStore, localValues, outboxOf } from './read-world.ts'
import { findRelationship, listDocumentIds, readAllChanges, readAllRelationships } from './stored.ts'
import { acme, World, type TestDevice, type WorldOptions } from './world.ts'

const dayMs = 24 * 60 * 60 * 1000

let world: World
let customerId: OrganisationId
/** A super admin of the company, and the two MSPs that ask. */
let mina: TestDevice
let noa: TestDevice
let sam: TestDevice
/** The company's own account. */
let own: DocumentId

beforeEach(() => begin())
afterEach(() => world.close())

async function begin(options: WorldOptions = {}): Promise<void> {
  ;({ world, customerId, mina, noa, sam, own } = await openCompany(options))
}

const settle = (...devices: TestDevice[]) => settleIn(world, ...devices)
const lookUp = (device: TestDevice, id: string = customerId) => lookUpAs(device, id)
const ask = (device: TestDevice, options: Parameters<typeof askAs>[2] = {}) => askAs(device, customerId, options)

const recordOn = async ({ store }: TestDevice, id: RelationshipId) => (await findRelationship(store, id)) ?? null
const statusOn = async (device: TestDevice, id: RelationshipId) => {
  const record = await recordOn(device, id)
  return record && listStatusAt(record, world.clock.now())
}
const refusalsOf = async (device: TestDevice) => (await outboxOf(device)).flatMap(({ code }) => code ?? [])
const eventsOn = async ({ store }: TestDevice) =>
  (await readAllChanges(store)).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : []))
const mailsTo = async (kind: string) =>
  (await world.database.selectFrom('mail').selectAll().where('kind', '=', kind).execute()).map((mail) => ({
    to: mail.recipient,
    data: JSON.parse(mail.data) as Record<string, unknown>,
  }))

describe('LOOK UP', () => {
  test('[M9] shows name, country and a masked administrator, and the same words for every ID that can’t be added', async () => {
    const shown = await lookUp(noa)
    expect(shown).toEqual({ companyName: 'Acme Brewing', country: 'DE', admin: expect.stringMatching(/^m•+@/) })
    const taken = await addCustomer.on(sam, { ...acme, companyName: 'Taken', workEmail: 'taken@x.example' })
    await sam.sync()
    const managed = (await recordOn(sam, taken.relationshipId))!.customerId
    await world.user(managed, 'Tim')
    const msp = noa.user.organisationId
    for (const id of ['1234567890', '', 'x', '12345', `${customerId}0`, managed, msp, '../../x'])
      await expect(lookUp(noa, id), id).rejects.toMatchObject({ code: 'customer-not-found' })
  })

  test('[M9] so many a day for all of an organisation, whatever they find', async () => {
    const others = await world.device(await world.user(noa.user.organisationId, 'Nils'))
    for (let count = 0; count < 20; count++)
      await lookUp(count % 2 ? noa : others, count < 3 ? customerId : '1234567890').catch(() => undefined)
    await expect(lookUp(others)).rejects.toMatchObject({ code: 'too-many-requests' })
    await expect(lookUp(sam)).resolves.toMatchObject({ country: 'DE' })
    world.clock.advance(dayMs / 20)
    await expect(lookUp(others)).resolves.toMatchObject({ country: 'DE' })
  })

  test('[M9] for an MSP’s people who may add customers only', async () => {
    await expect(lookUp(mina)).rejects.toMatchObject({ code: 'not-permitted' })
  })
})

describe('A request', () => {
  test('[M10][C4] asks the super admins, is frozen at what LOOK UP showed, and reaches nobody else', async () => {
    const id = await ask(noa)
    expect(await outboxOf(noa)).toMatchObject([{ state: 'queued' }])
    const answers = [recordAnswers(noa), recordAnswers(sam)]
    await settle(noa, mina, sam)
    expect(await recordOn(noa, id)).toMatchObject({
      status: 'pending',
      customerId,
      facts: { companyName: 'Acme Brewing', country: 'DE', city: '', contactFirstName: '', searched: '' },
      mspPrivate: null,
      workEmail: (await lookUp(noa)).admin,
    })
    expect(await recordOn(mina, id)).toMatchObject({ status: 'pending', mspName: 'Northwind', workEmail: '' })
    expect(await mailsTo('management-request')).toMatchObject([
      { to: mina.user.email, data: { mspName: 'Northwind', person: expect.stringMatching(/^n•+@/) } },
    ])

    await editField.on(mina, own, 'companyName', 'MARK-LATER-NAME')
    await editField.on(mina, own, 'address2', 'MARK-LATER-STREET')
    await editField.on(mina, own, 'city', 'MARK-LATER-PLACE')
    await settle(mina, noa, sam)
    expect(await refusalsOf(mina)).toEqual([])
    await decide.on(mina, 'reject-request', id)
    await settle(mina, noa, sam)
    expect(await statusOn(noa, id)).toBe('rejected')
    expect(await recordOn(noa, id)).toMatchObject({ facts: { companyName: 'Acme Brewing', city: '' } })
    expect(await recordOn(mina, id), 'answered').toBeNull()
    expect([...(await listDocumentIds(noa.store))]).toEqual([])
    const sent = Buffer.concat(answers.flat()).toString('latin1') + (await dumpStore(noa))
    for (const mark of ['MARK-LATER-NAME', 'MARK-LATER-STREET', 'MARK-LATER-PLACE', before.value, before.reference])
      expect(sent).not.toContain(mark)
    expect(JSON.stringify(await mailsTo('request-rejected'))).not.toContain('MARK-LATER')
    expect(await readAllRelationships(sam.store)).toEqual([])
    expect((await eventsOn(noa)).toSorted()).toEqual(['request-rejected', 'request-sent'])
  })

  test('[C4] only super admins see it; who is one no more has it no more', async () => {
    const id = await ask(noa)
    const kim = await world.device(await world.user(customerId, 'Kim'))
    const live = LiveDevice.of(kim)
    await settle(noa, mina)
    await live.follow()
    expect(await recordOn(kim, id)).toMatchObject({ status: 'pending' })
    await runUnitOfWork(world.services, (unit) => changePerson(unit, kim.user.id, { role: 'admin' }))
    await expect.poll(() => live.inTurn(() => recordOn(kim, id)), { timeout: 2000 }).toBeNull()
    await decide.on(mina, 'reject-request', id)
    await live.leave()
  })

  test('[M10] is asked once by two colleagues, again once a day, and runs out to the second', async () => {
    const nils = await world.device(await world.user(noa.user.organisationId, 'Nils'))
    const shown = await lookUp(noa)
    const id = await ask(noa, { shown })
    await ask(nils, { shown })
    await settle(noa, nils)
    expect(await refusalsOf(nils)).toEqual(['already-asked'])
    const { request } = (await recordOn(noa, id))!
    await decide.on(noa, 'remind-request', id)
    await settle(noa)
    expect(await refusalsOf(noa)).toEqual(['asked-today'])
    world.clock.advance(dayMs)
    await decide.on(noa, 'remind-request', id)
    await settle(noa, mina)
    expect(await mailsTo('management-request')).toHaveLength(2)
    expect((await recordOn(noa, id))!.request!.requestedAt, 'its time goes on').toBe(request!.requestedAt)

    // A tablet that was off: what it has says when it is over.
    world.clock.advance(request!.requestedAt + requestLifetimeMs - world.clock.now() - 1)
    expect([await statusOn(noa, id), await statusOn(mina, id)]).toEqual(['pending', 'pending'])
    world.clock.advance(1)
    expect([await statusOn(noa, id), await statusOn(mina, id)]).toEqual(['request-expired', 'request-expired'])
    await decide.on(mina, 'accept-request', id)
    await mina.sync()
    expect(await refusalsOf(mina)).toEqual(['request-expired'])
    await decide.on(noa, 'renew-request', id)
    await settle(noa, mina)
    expect([await statusOn(noa, id), await statusOn(mina, id)]).toEqual(['pending', 'pending'])
  })

  test('[M10][PUSH2] one that is withdrawn can’t be accepted any more, and is gone on both sides', async () => {
    const id = await ask(noa)
    await settle(noa, mina)
    await decide.on(mina, 'accept-request', id)
    await decide.on(noa, 'withdraw-request', id)
    await settle(noa, mina)
    expect(await refusalsOf(mina)).toEqual(['relationship-ended'])
    for (const device of [noa, mina]) expect(await recordOn(device, id)).toBeNull()
    expect(await mailsTo('request-withdrawn')).toMatchObject([{ to: mina.user.email }])
    // And asked anew, it is another request, of another day.
    world.clock.advance(dayMs)
    await ask(noa)
    await settle(noa, mina)
    expect(await readAllRelationships(mina.store)).toMatchObject([{ status: 'pending' }])
  })

  test('[M9][M10] nobody asks about an ID that they didn’t look up, nor about one that is taken meanwhile', async () => {
    const shown = { companyName: 'Guess', country: '', admin: '' }
    await ask(noa, { shown })
    await noa.sync()
    expect(await refusalsOf(noa)).toEqual(['customer-not-found'])
    const found = await lookUp(noa)
    const id = await ask(sam)
    await settle(sam, mina)
    await decide.on(mina, 'accept-request', id)
    await settle(mina, sam)
    await ask(noa, { shown: found })
    await noa.sync()
    expect(await refusalsOf(noa)).toEqual(['customer-not-found', 'customer-not-found'])
  })
})

describe('Accepted', () => {
  test('[M10][C4][DOC6] jointly: both have the account as it is now; the MSP nothing of before, the company all of it', async () => {
    const id = await ask(noa)
    const sent = recordAnswers(noa)
    await settle(noa, mina)
    await decide.on(mina, 'accept-request', id)
    await settle(mina, noa)
    const record = (await recordOn(noa, id))!
    expect(record).toMatchObject({ status: 'active', managementType: 'jointly', workEmail: mina.user.email })
    expect(await localValues(noa, record.accountDocumentId)).toMatchObject({ phone: '+49 1' })
    await editField.on(noa, record.mspPrivate!.documentId, 'internalReference', 'N-1')
    await editField.on(noa, record.accountDocumentId, 'website', 'acme.example')
    await settle(noa, mina)
    expect([...(await listDocumentIds(mina.store))]).toEqual([record.accountDocumentId])
    expect(await localValues(mina, record.accountDocumentId)).toMatchObject({ website: 'acme.example' })
    expect(await eventsOn(mina)).toContain('customer-added')
    expect((await eventsOn(noa)).toSorted()).toEqual(['request-accepted', 'request-sent'])
    const bytes = Buffer.concat(sent).toString('latin1') + (await dumpStore(noa))
    for (const mark of Object.values(before)) expect(bytes).not.toContain(mark)
    expect((await mailsTo('request-accepted')).map(({ to }) => to).toSorted()).toEqual(
      [mina.user.email, noa.user.email].toSorted(),
    )
  })

  test('[M10][FA7] jointly: what waits on another tablet of the company arrives in the account that both have', async () => {
    const kim = await world.device(await world.user(customerId, 'Kim'))
    const id = await ask(noa)
    await settle(noa, mina, kim)
    await editField.on(kim, own, 'city', 'Kronach')
    await editField.on(mina, own, 'zip', '96317')
    await decide.on(mina, 'accept-request', id)
    await settle(mina)
    await settle(kim, noa, mina)
    const { accountDocumentId } = (await recordOn(noa, id))!
    expect(await refusalsOf(kim)).toEqual([])
    for (const device of [noa, mina, kim])
      expect(await localValues(device, accountDocumentId)).toMatchObject({ city: 'Kronach', zip: '96317' })
  })

  test('[M10][C8] fully: what waits here goes up first, the company’s people are shut out, what waits elsewhere is refused with its text', async () => {
    const kim = await world.device(await world.user(customerId, 'Kim'))
    const live = LiveDevice.of(await world.device(mina.user.id))
    const id = await ask(noa, { managementType: 'fully' })
    await settle(noa, mina, kim)
    await live.follow()
    await editField.on(kim, own, 'city', 'TYPED-ELSEWHERE')
    await editField.on(mina, own, 'zip', '96317')
    await decide.on(mina, 'accept-request', id)
    await mina.sync()
    await expect
      .poll(() => live.inTurn(async () => [...(await listDocumentIds(live.device.store))]), { timeout: 2000 })
      .toEqual([])
    await settle(kim, noa, mina)
    const { accountDocumentId, managementType } = (await recordOn(noa, id))!
    expect(managementType).toBe('fully')
    expect(await localValues(noa, accountDocumentId)).toMatchObject({ zip: '96317' })
    for (const device of [mina, kim]) {
      expect([...(await listDocumentIds(device.store))]).toEqual([])
      expect(await readAllRelationships(device.store)).toEqual([])
      expect(await readAllChanges(device.store)).toEqual([])
    }
    const custodies = await Promise.all([mina, kim, noa].map(({ store }) => readAllRecords(store, custodyKind)))
    const custody = { id: customerId, mspName: 'Northwind', since: (await recordOn(noa, id))!.addedAt }
    expect(custodies, 'who manages it now, the company’s people may know').toMatchObject([[custody], [custody], []])
    expect((await outboxOf(kim)).at(-1)).toMatchObject({ state: 'refused' })
    expect(JSON.stringify(await outboxOf(kim))).toContain('TYPED-ELSEWHERE')
    expect((await loadAccess(world.database, kim.user.id))!.role, 'roles sleep').toBe('super-admin')

    // Shared again, they see what it is now, and not one line of the time between.
    await editField.on(noa, accountDocumentId, 'phone', 'MARK-BETWEEN')
    await editField.on(noa, accountDocumentId, 'phone', '+49 2')
    await settle(noa)
    const answers = recordAnswers(mina)
    await decide.on(noa, 'convert-customer', id, { workEmail: mina.user.email, locale: 'en' })
    await settle(noa, mina, kim)
    const [shared] = [...(await listDocumentIds(mina.store))]
    expect(await localValues(mina, shared!)).toMatchObject({ phone: '+49 2', zip: '96317' })
    expect(Buffer.concat(answers).toString('latin1')).not.toContain('MARK-BETWEEN')
    expect(await eventsOn(kim)).toContain('customer-converted')
    expect(await readAllRecords(kim.store, custodyKind)).toEqual([])
    await live.leave()
  })

  test('[M10] one of two: the other is no longer possible, is told, and never hears who', async () => {
    const [first, second] = [await ask(noa), await ask(sam)]
    const answers = recordAnswers(sam)
    await settle(noa, sam, mina)
    await decide.on(mina, 'accept-request', first)
    await settle(mina, noa, sam)
    expect(await statusOn(sam, second)).toBe('no-longer-possible')
    expect(await recordOn(mina, second)).toBeNull()
    expect(await mailsTo('request-closed')).toMatchObject([{ to: sam.user.email, data: { mspName: 'Southwind' } }])
    const bytes = Buffer.concat(answers).toString('latin1') + JSON.stringify(await mailsTo('request-closed'))
    expect(bytes).not.toContain('Northwind')
    expect(bytes).not.toContain(noa.user.organisationId)
    await decide.on(sam, 'withdraw-request', second)
    await settle(sam)
    expect(await recordOn(sam, second)).toBeNull()
  })

  test('[M10] two super admins accept two MSPs, one of them after hours offline: one holds, the other is told', async () => {
    const kim = await world.device(await world.user(customerId, 'Kim'))
    const [first, second] = [await ask(noa), await ask(sam)]
    await settle(noa, sam, mina, kim)
    await decide.on(kim, 'accept-request', second)
    world.clock.advance(20 * 60 * 60 * 1000)
    await decide.on(mina, 'accept-request', first)
    await mina.sync()
    await kim.sync()
    expect(await refusalsOf(kim)).toEqual(['no-longer-possible'])
    await settle(noa, sam, mina, kim)
    expect([await statusOn(noa, first), await statusOn(sam, second)]).toEqual(['active', 'no-longer-possible'])
  })
})

describe.each(backupKeepers)('A backup from before, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test(
    '[M10][C8][SYNC3] gives the company’s people nothing back that its yes took, nor another MSP its question',
    { timeout: 120_000 },
    async () => {
      await world.close()
      await begin(await keeper.options())
      const [id, other] = [await ask(noa, { managementType: 'fully' }), await ask(sam)]
      await settle(noa, sam, mina)
      const putBack = await keeper.backUp(world)
      await decide.on(mina, 'accept-request', id)
      await settle(mina, noa)
      await putBack()
      const kim = await world.device(await world.user(customerId, 'Kim'))
      await kim.sync()
      expect([...(await listDocumentIds(kim.store))]).toEqual([])
      expect(await readAllRecords(kim.store, custodyKind)).toMatchObject([{ mspName: 'Northwind' }])
      for (const device of [mina, noa, sam]) await device.sync()
      expect([await statusOn(noa, id), await statusOn(sam, other)]).toEqual(['active', 'no-longer-possible'])
      expect((await recordOn(noa, id))!.workEmail).toBe(mina.user.email)
      expect(await refusalsOf(mina)).toEqual([])
    },
  )
})
