// C8: a company whose MSP answers no more is given back to its people by an operator: announced, stoppable, and then at once,
// everywhere, at most once, with nothing of the time between.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { serviceRecordKind } from '#shared/records/service-record.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { announceRelease, findReleasable } from '../../server/commands/release/announce-release.ts'
import { stopReleaseByOperator } from '../../server/commands/release/stop-release.ts'
import { listReleases } from '../../server/database/repository/customer/customer-release.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { releaseDueCustomers } from '../../server/jobs/release-customers.ts'
import { backupKeepers } from './backup.ts'
import { askAs, openCompany, settleIn, type Company } from './company.ts'
import { recordAnswers } from './raw-exchange.ts'
import { dumpStore, localValues, outboxOf } from './read-world.ts'
import { findRelationship, listDocumentIds, readAllChanges } from './stored.ts'
import type { TestDevice } from './world.ts'

const hourMs = 60 * 60 * 1000

let company: Company
let id: RelationshipId
afterEach(() => company.world.close())

const settle = (...devices: TestDevice[]) => settleIn(company.world, ...devices)
const custodyOn = async ({ store }: TestDevice) => (await readAllRecords(store, custodyKind))[0]
const formerOn = ({ store }: TestDevice) => readAllRecords(store, formerRelationshipKind)
const endsOn = async (device: TestDevice) => (await formerOn(device)).map(({ event }) => event).toSorted()
const servicesOn = async ({ store }: TestDevice) =>
  (await readAllRecords(store, serviceRecordKind)).map(({ service, status }) => `${service} ${status}`).toSorted()
const documentIdOf = async (device: TestDevice) => (await findRelationship(device.store, id))!.accountDocumentId

/** Mina accepts that Northwind manages the company alone. */
async function begin(options: Parameters<typeof openCompany>[0]): Promise<void> {
  company = await openCompany(options)
  const { customerId, noa, mina } = company
  id = await askAs(noa, customerId, { managementType: 'fully' })
  await settle(noa, mina)
  await decide.on(mina, 'accept-request', id)
  await settle(mina, noa)
  await editField.on(noa, await documentIdOf(noa), 'city', 'MARK-BETWEEN')
  await editField.on(noa, await documentIdOf(noa), 'city', 'what stands now')
  await settle(noa)
}

/** As the command does. */
async function announce(): Promise<string> {
  const { services } = company.world
  const { result } = await runUnitOfWork(services, async (unit) => {
    const found = await findReleasable(unit, company.customerId)
    return typeof found === 'string' ? found : (await announceRelease({ services, unit }, found.relationship)).id
  })
  return result
}

const stop = () =>
  runUnitOfWork(company.world.services, (unit) =>
    stopReleaseByOperator({ services: company.world.services, unit }, company.customerId),
  )

const states = async () =>
  (await listReleases(company.world.database, { limit: 9 })).map(({ state }) => state).toSorted()

/** At every node at once. */
async function after(ms: number): Promise<void> {
  company.world.clock.advance(ms)
  await Promise.all(company.world.nodes.map(({ services }) => releaseDueCustomers(services)))
}

const mailsTo = async (kind: string) =>
  (await company.world.database.selectFrom('mail').select('recipient').where('kind', '=', kind).execute())
    .map(({ recipient }) => recipient)
    .toSorted()

describe.each(backupKeepers)('A release by the operator, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test(
    '[C8][M28] after three days, once: the MSP’s devices lose all, the company’s people have it as it is now, in their roles',
    { timeout: 120_000 },
    async () => {
      await begin(await keeper.options())
      const { world, noa, mina, customerId } = company
      const kim = await world.user(customerId, 'Kim')
      await runUnitOfWork(world.services, (unit) => changePerson(unit, kim, { role: 'admin' }))
      const kims = await world.device(kim)
      await settle(kims, mina, noa)
      expect([await servicesOn(mina), await readAllChanges(mina.store)]).toEqual([[], []])

      await announce()
      expect(await announce()).toBe('announced-already')
      await after(71 * hourMs)
      expect([await states(), (await custodyOn(mina))!.mspName]).toEqual([['open'], 'Northwind'])
      // What is made on a tablet that doesn't hear of it.
      await editField.on(noa, await documentIdOf(noa), 'phone', '+49 MARK-LATE')
      const answers = [recordAnswers(mina), recordAnswers(kims)]
      await after(2 * hourMs)
      expect(await states()).toEqual(['released'])
      await settle(noa, mina, kims)

      expect(await findRelationship(noa.store, id)).toBeUndefined()
      expect(await dumpStore(noa)).not.toMatch(/MARK-BETWEEN|what stands now/)
      expect((await outboxOf(noa)).flatMap(({ code }) => code ?? [])).toEqual(['relationship-ended'])
      const line = { event: 'customer-released', managementType: 'fully', askedBy: null, acceptedBy: null }
      expect(await formerOn(noa)).toMatchObject([{ ...line, partyId: customerId }])
      for (const device of [mina, kims]) {
        expect(await custodyOn(device)).toBeUndefined()
        const [document] = [...(await listDocumentIds(device.store))]
        expect(await localValues(device, document!)).toMatchObject({ city: 'what stands now', phone: '+49 1' })
        expect(await endsOn(device)).toEqual(['customer-released', 'delink-accepted'])
        expect(await servicesOn(device)).toEqual(['knox-manage active'])
        const log = (await readAllChanges(device.store)).map(({ detail }) => JSON.stringify(detail)).join()
        expect(log).toContain('customer-released')
        expect(log).not.toMatch(/MARK-BETWEEN|MARK-LATE|what stands/)
      }
      const sent = Buffer.concat(answers.flat(2)).toString('latin1') + (await dumpStore(mina))
      expect(sent).not.toMatch(/MARK-BETWEEN|MARK-LATE/)
      await editField.on(mina, [...(await listDocumentIds(mina.store))][0]!, 'phone', '+49 2')
      await settle(mina, kims)
      expect(await localValues(kims, [...(await listDocumentIds(kims.store))][0]!)).toMatchObject({ phone: '+49 2' })
      expect(await mailsTo('release-announced')).toEqual([mina.user.email, noa.user.email].toSorted())
      expect(await mailsTo('customer-released')).toEqual([mina.user.email, noa.user.email].toSorted())
    },
  )

  test(
    '[C8][SYNC3] it happens after a restart, too; a backup of before gives the MSP nothing back, and what was stopped since stays so',
    { timeout: 120_000 },
    async () => {
      await begin(await keeper.options())
      const { world, noa, mina } = company
      await announce()
      world.clock.advance(1000)
      let putBack = await keeper.backUp(world)
      expect((await stop()).result).toBe(true)
      expect((await stop()).result).toBe(false)
      await putBack()
      expect(await states()).toEqual(['stopped'])
      await after(100 * hourMs)
      await settle(noa, mina)
      expect((await custodyOn(mina))!.mspName).toBe('Northwind')

      await announce()
      putBack = await keeper.backUp(world)
      await after(72 * hourMs)
      await settle(mina)
      expect(await states()).toEqual(['released', 'stopped'])
      await putBack()
      await settle(noa, mina)
      expect(await findRelationship(noa.store, id)).toBeUndefined()
      expect(await custodyOn(mina)).toBeUndefined()
      expect(await endsOn(mina)).toContain('customer-released')
      await after(72 * hourMs)
      expect(await mailsTo('customer-released')).toEqual([])
    },
  )
})
