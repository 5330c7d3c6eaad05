// M25 on the MSP's tablets: a closed account goes from every one, and a backup opens it again for nobody.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { backupKeepers } from './backup.ts'
import { dumpStore } from './read-world.ts'
import { listChangeIds, listDocumentIds, listRelationshipIds } from './stored.ts'
import { acme, World, type TestDevice } from './world.ts'

let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

describe.each(backupKeepers)('Closing an account, on $name', ({ options, backUp, stop }) => {
  afterAll(stop)

  test('[M25][SYNC3] it is gone from both tablets; restored from before, it is closed again, services and all', async () => {
    world = await World.open(undefined, await options())
    const mspId = await world.organisation('msp', 'Northwind')
    const noa = await world.device(await world.user(mspId, 'Noa'))
    const nils = await world.device(await world.user(mspId, 'Nils'))
    const settle = async (...devices: TestDevice[]) => {
      for (const device of [...devices, ...devices]) {
        world!.clock.advance(60_000)
        await device.sync()
      }
    }
    const form = { ...acme, managementType: 'fully' as const, address1: 'MARK-ADDRESS' }
    const { relationshipId } = await addCustomer.on(noa, form)
    await settle(noa, nils)
    expect(await dumpStore(nils)).toContain('MARK-ADDRESS')
    const restore = await backUp(world)
    await decide.on(noa, 'close-customer', relationshipId)
    await settle(noa, nils)
    const isClosed = async () => {
      for (const { store } of [noa, nils]) {
        for (const list of [listRelationshipIds, listDocumentIds, listChangeIds])
          expect([...(await list(store))]).toEqual([])
        expect(await readAllRecords(store, formerRelationshipKind)).toMatchObject([{ event: 'customer-closed' }])
      }
      expect(await dumpStore(nils)).not.toContain('MARK-ADDRESS')
      const { database } = world!
      const rows = await database.selectFrom('relationship').select('status').execute()
      expect(rows).toEqual([{ status: 'delinked' }])
      const services = await database.selectFrom('service_record').select('status').execute()
      expect(new Set(services.map(({ status }) => status))).toEqual(new Set(['suspended']))
    }
    await isClosed()
    await restore()
    await settle(noa, nils)
    await isClosed()
  })
})
