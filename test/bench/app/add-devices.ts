/** Devices of a seeded server: a quarter the MSP's own, the others of some of its customers. */
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { openDatabase, type Database } from '../../../server/database/connection.ts'
import { seedLink, seedUpload } from '../../support/devices.ts'

const inUpload = 500
const models = ['SM-S926B', 'SM-X306B', 'SM-A556B', 'SM-G736B', 'SM-T636B']
const resellerId = '7777777770' as OrganisationId

/** The last one by IMEI: so many were made before it. */
export function lastImei(count: number): string {
  return String(350_000_000_000_000 + count)
}

export async function addDevices(dataFolder: string, count: number, told: (line: string) => void): Promise<void> {
  told(`adding ${count} devices …`)
  const opened = await openDatabase({ dataFolder, databaseUrl: null, databasePool: 1, databaseTimeoutMs: 60_000 })
  try {
    await opened.database.transaction().execute(async (database) => fill(database, count))
  } finally {
    await opened.close()
  }
}

async function fill(database: Database, count: number): Promise<void> {
  const seeding = { database, ids: cryptoIds }
  const reseller = { id: resellerId, kind: 'reseller' as const, name: 'Reseller North', created_at: 1 }
  await database.insertInto('organisation').values(reseller).execute()
  const organisations = database.selectFrom('organisation').select('id').orderBy('id')
  const [msp] = await organisations.where('kind', '=', 'msp').execute()
  const customers = await organisations
    .where('kind', '=', 'customer')
    .limit(count / inUpload)
    .execute()
  const links = new Map<OrganisationId, Awaited<ReturnType<typeof seedLink>>>()
  for (let start = 0; start < count; start += inUpload) {
    const upload = start / inUpload
    const partyId = upload % 4 === 0 ? msp!.id : customers[upload % customers.length]!.id
    const linkId = links.get(partyId) ?? (await seedLink(seeding, { resellerId, partyId }))
    links.set(partyId, linkId)
    await seedUpload(seeding, {
      ...{ resellerId, partyId, linkId, count: Math.min(inUpload, count - start) },
      upload: { state: 'approved' },
      device: { model: models[upload % models.length]!, order_number: `PO-${10_000 + upload}` },
    })
  }
}
