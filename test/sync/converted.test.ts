// M14: a company that its MSP shares again stays shared, whatever database the server is given back.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { custodyKind } from '#shared/records/custody.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { backupKeepers } from './backup.ts'
import { askAs, openCompany, settleIn, type Company } from './company.ts'
import { findRelationship, listDocumentIds } from './stored.ts'
import { acme, type TestDevice } from './world.ts'

const to = { workEmail: 'jo@shared.example', locale: 'de' } as const

let company: Company
afterEach(() => company.world.close())

const settle = (...devices: TestDevice[]) => settleIn(company.world, ...devices)
const invitations = async () =>
  (await company.world.database.selectFrom('mail').select('recipient').where('kind', '=', 'invitation').execute()).map(
    ({ recipient }) => recipient,
  )

describe.each(backupKeepers)('Restored from before a conversion, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test(
    '[M14][SYNC3] its people are not shut out again, though the device that shared it never comes back; once, and nobody is invited who is there',
    { timeout: 120_000 },
    async () => {
      company = await openCompany(await keeper.options())
      const { world, noa, mina, customerId } = company
      const id = await askAs(noa, customerId, { managementType: 'fully' })
      await settle(noa, mina)
      await decide.on(mina, 'accept-request', id)
      await settle(mina, noa)
      const invited = await invitations()
      const putBack = await keeper.backUp(world)
      await decide.on(noa, 'convert-customer', id, to)
      await settle(noa, mina)
      const shared = world.database.selectFrom('mail').select('recipient').where('kind', '=', 'account-shared')
      expect(await shared.execute()).toEqual([{ recipient: mina.user.email }])
      await putBack()
      await world.restartServer()
      expect(await readAllRecords(mina.store, custodyKind)).toEqual([])
      await settle(mina)
      expect((await findRelationship(mina.store, id))!.managementType).toBe('jointly')
      expect((await listDocumentIds(mina.store)).size).toBe(1)
      expect(await readAllRecords(mina.store, custodyKind)).toEqual([])
      expect(await invitations()).toEqual(invited)
      const told = world.database.selectFrom('mail').select('recipient').where('kind', '=', 'account-shared')
      expect(await told.execute()).toEqual([])
      // The one who shared it comes back after all, and does nothing twice.
      await settle(noa, mina)
      expect((await findRelationship(noa.store, id))!.managementType).toBe('jointly')
      const outbox = await noa.store.outbox.where('state').equals('refused').toArray()
      expect(outbox.map(({ code }) => code)).toEqual([])
      const log = world.database.selectFrom('change').select('detail').where('relationship_id', '=', id)
      const converted = (await log.execute()).filter(({ detail }) =>
        JSON.stringify(detail).includes('customer-converted'),
      )
      expect(converted).toHaveLength(1)
    },
  )

  test(
    '[M14][M7][SYNC3] whom nobody had registered for is invited anew, in their language',
    { timeout: 120_000 },
    async () => {
      company = await openCompany(await keeper.options())
      const { world, noa } = company
      const { relationshipId } = await addCustomer.on(noa, {
        ...acme,
        managementType: 'fully',
        workEmail: 'al@alone.example',
      })
      await settle(noa)
      const putBack = await keeper.backUp(world)
      await decide.on(noa, 'convert-customer', relationshipId, to)
      await settle(noa)
      await putBack()
      expect((await invitations()).filter((each) => each === to.workEmail)).toHaveLength(1)
      await settle(noa)
      expect((await invitations()).filter((each) => each === to.workEmail)).toHaveLength(1)
      const record = (await findRelationship(noa.store, relationshipId))!
      expect([record.managementType, record.workEmail, record.invitation?.state]).toEqual([
        'jointly',
        to.workEmail,
        'waiting',
      ])
    },
  )
})
