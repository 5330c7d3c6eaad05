// M13: more services for a customer that is managed. Managed fully, or not registered yet, it has them at once; else its super
// admins are asked, and until they accept nothing more is managed.
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { shownServicesOf } from '#shared/domain/service-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { addServices } from '../../server/database/repository/customer/service-record.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { auditedOf } from '../support/audited.ts'
import { backupKeepers } from './backup.ts'
import { LiveDevice } from './live-device.ts'
import { outboxOf } from './read-world.ts'
import { findRelationship, readAllChanges, readServiceRecords } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice, type WorldOptions } from './world.ts'

let pair: Pair
/** A super admin of the MSP, and of the customer. */
let noa: TestDevice
let mina: TestDevice
let id: RelationshipId

beforeEach(() => begin())
afterEach(() => pair.world.close())

async function begin(options: WorldOptions = {}): Promise<void> {
  pair = await openPair(undefined, options)
  ;({ msp: noa, customer: mina, relationshipId: id } = pair)
  await pair.world.database.updateTable('invitation').set({ state: 'registered' }).execute()
  noa = await pair.world.device(noa.user.id)
  await settle(noa, mina)
}

async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

const rowOf = async ({ store }: TestDevice, relationshipId = id) => (await findRelationship(store, relationshipId))!
const shownOn = async (device: TestDevice, relationshipId = id) =>
  shownServicesOf(await rowOf(device, relationshipId)).map(({ service, status }) => `${service} ${status}`)
const ownOf = async ({ store }: TestDevice) =>
  (await readServiceRecords(store)).map(
    ({ service, status, through }) => `${service} ${status} ${through?.name ?? 'itself'}`,
  )
const refusalsOf = async (device: TestDevice) => (await outboxOf(device)).flatMap(({ code }) => code ?? [])
const eventsOn = async ({ store }: TestDevice) =>
  (await readAllChanges(store)).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : []))
const mailsOf = async (kind: string) =>
  (await pair.world.database.selectFrom('mail').selectAll().where('kind', '=', kind).execute()).map((mail) => ({
    to: mail.recipient,
    locale: mail.locale,
    data: JSON.parse(mail.data) as Record<string, unknown>,
  }))
const asked = ['knox-manage active', 'knox-guard requested']

describe('A jointly managed customer', () => {
  test('[M13] is asked: nothing more is managed until a super admin accepts, and both sides see how it stands', async () => {
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    expect(await shownOn(noa), 'nothing is foretold').toEqual(['knox-manage active'])
    await settle(noa, mina)
    expect(await shownOn(noa)).toEqual(asked)
    expect(await auditedOf(pair.world.database, noa.user.id)).toContain('services-added')
    expect(await shownOn(mina)).toEqual(asked)
    expect(await ownOf(mina)).toEqual(['knox-manage active Northwind'])
    expect(await mailsOf('service-request')).toMatchObject([
      {
        to: mina.user.email,
        data: {
          mspName: 'Northwind',
          services: ['knox-guard'],
          person: expect.stringMatching(/^n•+@/),
          sender: { name: 'Northwind' },
        },
      },
    ])
    await decide.on(mina, 'accept-service', id)
    expect(await shownOn(mina), 'a yes holds once the server has it').toEqual(asked)
    await settle(mina, noa)
    for (const device of [noa, mina]) expect(await shownOn(device)).toEqual(['knox-manage active', 'knox-guard active'])
    expect((await ownOf(mina)).toSorted()).toEqual(['knox-guard active Northwind', 'knox-manage active Northwind'])
    expect(await mailsOf('service-accepted')).toMatchObject([
      { to: noa.user.email, data: { services: ['knox-guard'], person: expect.stringMatching(/^m•+@/) } },
    ])
    for (const device of [noa, mina])
      expect(await eventsOn(device)).toEqual(expect.arrayContaining(['services-asked', 'services-accepted']))
  })

  test('[M13] says no, or the MSP takes it back: all is as it was, and whoever waits is told', async () => {
    await decide.on(noa, 'add-service', id, { services: ['knox-guard', 'knox-suite'] })
    await settle(noa, mina)
    await decide.on(mina, 'reject-service', id)
    await settle(mina, noa)
    expect(await shownOn(noa)).toEqual(['knox-manage active'])
    expect(await mailsOf('service-rejected')).toMatchObject([{ to: noa.user.email }])
    expect(await ownOf(mina)).toHaveLength(1)

    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, mina)
    await decide.on(mina, 'accept-service', id)
    await decide.on(noa, 'withdraw-service', id)
    await settle(noa, mina)
    expect(await refusalsOf(mina)).toEqual(['no-open-request'])
    expect(await shownOn(mina)).toEqual(['knox-manage active'])
    expect(await mailsOf('service-withdrawn')).toMatchObject([{ to: mina.user.email }])
  })

  test('[M13][PUSH2] a yes is to what was seen: asked for more meanwhile, it is asked again', async () => {
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, mina)
    await decide.on(mina, 'accept-service', id)
    await decide.on(noa, 'add-service', id, { services: ['knox-suite'] })
    await settle(noa, mina)
    expect(await refusalsOf(mina)).toEqual(['stale-decision'])
    expect(await shownOn(noa)).toEqual([...asked, 'knox-suite requested'])
    await decide.on(mina, 'accept-service', id)
    await settle(mina, noa)
    expect(await shownOn(noa)).toEqual(['knox-manage active', 'knox-guard active', 'knox-suite active'])
  })

  test('[M13][H5] of two colleagues offline the first asks; a yes of the day before yesterday asks again', async () => {
    const nils = await pair.world.device(await pair.world.user(noa.user.organisationId, 'Nils'))
    await settle(nils)
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await decide.on(nils, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, nils, mina)
    expect(await refusalsOf(nils)).toEqual(['service-managed'])
    expect(await mailsOf('service-request')).toHaveLength(1)
    await decide.on(mina, 'accept-service', id)
    pair.world.clock.advance(25 * 60 * 60 * 1000)
    await mina.sync()
    expect(await refusalsOf(mina)).toEqual(['consent-too-old'])
    expect(await shownOn(mina)).toEqual(asked)
  })

  test('[M13][PUSH1] what is sent twice is done once', async () => {
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    noa.fault = 'answer-lost'
    await noa.sync().catch(() => undefined)
    await settle(noa, mina)
    expect(await refusalsOf(noa)).toEqual([])
    expect(await mailsOf('service-request')).toHaveLength(1)
    await decide.on(mina, 'accept-service', id)
    mina.fault = 'duplicated'
    await settle(mina, noa)
    expect(await refusalsOf(mina)).toEqual([])
    expect(await mailsOf('service-accepted')).toHaveLength(1)
  })

  test('[M13][C10] what it has already is managed with its own record, as that stands', async () => {
    const customerId = (await rowOf(noa)).customerId
    await runUnitOfWork(pair.world.services, (unit) =>
      addServices(unit, { customerId, services: ['knox-guard'], status: 'applied', throughId: null }),
    )
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, mina)
    expect(await shownOn(noa), 'of how it stands there the MSP hears nothing yet').toEqual(asked)
    await decide.on(mina, 'accept-service', id)
    await settle(mina, noa)
    expect(await shownOn(noa)).toEqual(['knox-manage active', 'knox-guard applied'])
    expect((await ownOf(mina)).toSorted()).toEqual(['knox-guard applied itself', 'knox-manage active Northwind'])
  })

  test('[M13][M17] a delink ends the question in words, and nobody reads it any more', async () => {
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, mina)
    await decide.on(mina, 'delink-customer', id)
    await settle(mina, noa)
    expect(await shownOn(noa), 'meanwhile it stands').toEqual(asked)
    await decide.on(noa, 'accept-delink', id)
    await decide.on(mina, 'accept-service', id)
    await settle(noa, mina)
    expect(await refusalsOf(mina)).toEqual(['relationship-ended'])
    expect(await ownOf(mina)).toEqual(['knox-manage active Northwind'])
    const { asked_services } = await pair.world.database
      .selectFrom('relationship')
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(asked_services).toBeNull()
  })

  test('[M13][C4] is answered by super admins only, and asked by who may add customers; of the catalogue, each once', async () => {
    const kim = await pair.world.device(await pair.world.user(mina.user.organisationId, 'Kim'))
    await runUnitOfWork(pair.world.services, (unit) => changePerson(unit, kim.user.id, { role: 'admin' }))
    for (const services of [[], ['no-such-service'], ['knox-guard', 'knox-guard']]) {
      await decide.on(noa, 'add-service', id, { services })
      await settle(noa)
    }
    expect(await refusalsOf(noa)).toEqual(['invalid-input', 'invalid-input', 'invalid-input'])
    await decide.on(noa, 'add-service', id, { services: ['knox-manage'] })
    await settle(noa)
    expect((await refusalsOf(noa)).at(-1)).toBe('service-managed')
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, kim)
    await decide.on(kim, 'accept-service', id)
    await decide.on(noa, 'accept-service', id)
    await settle(kim, noa)
    expect(await refusalsOf(kim)).toEqual(['not-permitted'])
    expect((await refusalsOf(noa)).at(-1)).toBe('not-permitted')
    expect(await shownOn(kim)).toEqual(asked)
  })

  test('[M13] on the live lane both see it without asking', async () => {
    const live = LiveDevice.of(mina)
    await live.follow()
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await noa.sync()
    await vi.waitFor(async () => expect(await live.inTurn(() => shownOn(mina))).toEqual(asked))
    await live.leave()
  })
})

describe('At once', () => {
  test('[M13][M8] a fully managed customer has it, and its contact is told in its language', async () => {
    const { relationshipId } = await addCustomer.on(noa, {
      ...acme,
      workEmail: 'bo@beta.example',
      managementType: 'fully',
    })
    await settle(noa)
    await decide.on(noa, 'add-service', relationshipId, { services: ['knox-guard'] })
    await settle(noa)
    expect(await shownOn(noa, relationshipId)).toEqual(['knox-manage active', 'knox-guard active'])
    expect(await mailsOf('service-added')).toMatchObject([
      { to: 'bo@beta.example', locale: 'de', data: { services: ['Knox Guard'], mspName: 'Northwind' } },
    ])
    // Shared, it is still managed.
    await decide.on(noa, 'convert-customer', relationshipId, { workEmail: 'bo@beta.example', locale: 'en' })
    await settle(noa)
    expect(await shownOn(noa, relationshipId)).toEqual(['knox-manage active', 'knox-guard active'])
  })

  test('[M13][M7] an invited customer, of which nobody could accept; registered meanwhile, it is asked', async () => {
    const { relationshipId } = await addCustomer.on(noa, { ...acme, workEmail: 'bo@beta.example' })
    await settle(noa)
    await decide.on(noa, 'add-service', relationshipId, { services: ['knox-guard'] })
    await settle(noa)
    expect(await shownOn(noa, relationshipId)).toEqual(['knox-manage active', 'knox-guard active'])
    expect(await mailsOf('service-request')).toEqual([])
    await decide.on(noa, 'add-service', relationshipId, { services: ['knox-suite'] })
    const customerId: OrganisationId = (await rowOf(noa, relationshipId)).customerId
    const bo = await pair.world.device(await pair.world.user(customerId, 'Bo'))
    await settle(noa, bo)
    expect(await shownOn(bo, relationshipId)).toEqual([
      'knox-manage active',
      'knox-guard active',
      'knox-suite requested',
    ])
    expect(await mailsOf('service-request')).toMatchObject([{ to: bo.user.email }])
  })
})

describe.each(backupKeepers)('A backup from before, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[M13][SYNC3] asks nobody again who has said yes', { timeout: 120_000 }, async () => {
    await pair.world.close()
    await begin(await keeper.options())
    await decide.on(noa, 'add-service', id, { services: ['knox-guard'] })
    await settle(noa, mina)
    const putBack = await keeper.backUp(pair.world)
    await decide.on(mina, 'accept-service', id)
    await settle(mina, noa)
    await putBack()
    await settle(mina, noa)
    const fresh = await pair.world.device(mina.user.id)
    await fresh.sync()
    for (const device of [noa, mina, fresh])
      expect(await shownOn(device)).toEqual(['knox-manage active', 'knox-guard active'])
    expect((await ownOf(fresh)).toSorted()).toEqual(['knox-guard active Northwind', 'knox-manage active Northwind'])
    expect(await refusalsOf(mina)).toEqual([])
  })
})
