// Devices on a server that stands still meanwhile: how they came isn't what is tested.
import type { OrganisationId } from '#shared/domain/ids.ts'
import { cryptoIds } from '#shared/domain/id-source.ts'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import type { RunningServer } from '../support/server.ts'

export interface SeededDevice {
  id: string
  imei: string
  serial: string
}

export async function withDatabase<Result>(server: RunningServer, work: (database: Database) => Promise<Result>) {
  await server.stop()
  const { dataFolder } = server
  const opened = await openDatabase({ dataFolder, databaseUrl: null, databasePool: 1, databaseTimeoutMs: 10_000 })
  try {
    return await work(opened.database)
  } finally {
    await opened.close()
    await server.start()
  }
}

/** The only one there is. */
export async function findMspId(database: Database): Promise<OrganisationId> {
  const msps = database.selectFrom('organisation').select('id').where('kind', '=', 'msp')
  return (await msps.executeTakeFirstOrThrow()).id
}

/** Without people. */
export async function insertReseller(database: Database, resellerId: string, name: string): Promise<OrganisationId> {
  const id = resellerId as OrganisationId
  await database.insertInto('organisation').values({ id, kind: 'reseller', name, created_at: 1 }).execute()
  await database.insertInto('feed_head').values({ organisation_id: id, number: 1 }).execute()
  return id
}

/**
 * From Reseller North: to the MSP, of which one waits to be approved; and three to each customer, moved by the MSP where it
 * manages it alone.
 */
export async function seedDevices(
  server: RunningServer,
  count: number,
): Promise<Record<'own' | 'fully' | 'jointly', SeededDevice[]>> {
  return withDatabase(server, async (database) => {
    const seeding = { database, ids: cryptoIds }
    const mspId = await findMspId(database)
    const managed = await database.selectFrom('relationship').select(['customer_id', 'management_type']).execute()
    const resellerId = await insertReseller(database, '7777777770', 'Reseller North')
    const upload = { state: 'approved' as const }
    const linkId = await seedLink(seeding, { resellerId, partyId: mspId })
    const of = { resellerId, partyId: mspId, linkId }
    const found: Record<'own' | 'fully' | 'jointly', SeededDevice[]> = { own: [], fully: [], jointly: [] }
    found.own.push(...(await seedUpload(seeding, { ...of, count, upload })).devices)
    found.own.push(...(await seedUpload(seeding, { ...of, count: 1, device: { model: 'SM-S926B' } })).devices)
    for (const { customer_id: partyId, management_type: type } of managed) {
      const theirs = { resellerId, partyId, linkId: await seedLink(seeding, { resellerId, partyId }) }
      const device = type === 'fully' ? { moved_by: mspId } : {}
      found[type].push(...(await seedUpload(seeding, { ...theirs, count: 3, upload, device })).devices)
    }
    return found
  })
}
