// M25 on the MSP's tablets: a closed account goes from every one, and a backup opens it again for nobody.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { eraseCustomer } from '../../server/commands/erase/erase-customer.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
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

  test('[M25][SYNC3] what was erased since a backup is erased again, and the line loses the name on every tablet', async () => {
    world = await World.open(undefined, await options())
    const mspId = await world.organisation('msp', 'Northwind')
    const noa = await world.device(await world.user(mspId, 'Noa'))
    const form = { ...acme, managementType: 'fully' as const, companyName: 'MARK-NAME', address1: 'MARK-ADDRESS' }
    const { relationshipId } = await addCustomer.on(noa, form)
    const settle = async () => {
      for (let round = 0; round < 2; round++) {
        world!.clock.advance(60_000)
        await noa.sync()
      }
    }
    await settle()
    const restore = await backUp(world)
    await decide.on(noa, 'close-customer', relationshipId)
    await settle()
    expect(await dumpStore(noa)).toContain('MARK-NAME')
    const { customer_id } = await world.database
      .selectFrom('relationship')
      .select('customer_id')
      .executeTakeFirstOrThrow()
    await runUnitOfWork(world.services, (unit) =>
      eraseCustomer({ services: world!.services, unit }, customer_id, { askedBy: 'person', withPeople: false }),
    )
    const isErased = async () => {
      await settle()
      expect(await dumpStore(noa)).not.toContain('MARK-')
      const { database } = world!
      expect(await database.selectFrom('erasure').select(['asked_by', 'organisation_id']).execute()).toEqual([
        { asked_by: 'person', organisation_id: customer_id },
      ])
      for (const table of ['document', 'change', 'mail', 'organisation', 'former_relationship'] as const) {
        const rows = await database.selectFrom(table).selectAll().execute()
        const text = rows.map((row) =>
          Object.values(row)
            .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
            .join(' '),
        )
        expect(text.join('\n'), table).not.toContain('MARK-')
      }
    }
    await isErased()
    await restore()
    await isErased()
  })
})
