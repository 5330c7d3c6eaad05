// What customers get as their own services (C10) from a database of before.
import { afterAll, describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { addServiceRecords } from '../../server/database/migrating/customers/service-records.ts'
import { listServices } from '../../server/database/repository/customer/service-record.ts'
import { insertRelationship } from '../../server/database/repository/relationship.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'

const [north, south] = ['1000000001', '1000000002'] as [OrganisationId, OrganisationId]
const [acme, beta] = ['2000000001', '2000000002'] as [OrganisationId, OrganisationId]

afterAll(stopProviders)

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)

  it('[C10] each service is there once, through the first MSP that managed it, also where none does any more', async () => {
    const { database } = opened
    const ids = seededIds(seededRandom(1))
    const organisations = [north, south, acme, beta].map((id) => ({
      id,
      kind: 'msp' as const,
      name: '',
      created_at: 0,
    }))
    await database.insertInto('organisation').values(organisations).execute()
    const rows = [
      { msp_id: south, customer_id: acme, added_at: 20, services: '["knox-guard","knox-suite"]' },
      { msp_id: north, customer_id: acme, added_at: 10, services: '["knox-suite"]', status: 'delinked', ended_at: 15 },
      { msp_id: north, customer_id: beta, added_at: 30, services: '["knox-manage"]', status: 'delinked', ended_at: 40 },
      { msp_id: north, customer_id: beta, added_at: 50, services: '["knox-guard"]', status: 'pending' },
    ] as const
    for (const row of rows) await insertRelationship(database, relationshipRow(ids, row))
    await database.schema.dropTable('service_record').execute()
    await addServiceRecords(database, provider.name === 'SQLite' ? 'sqlite' : 'postgres')
    const told = async (id: OrganisationId) =>
      (await listServices(database, id)).map(
        ({ service, status, since, through_id }) => `${service} ${status} ${since} ${through_id}`,
      )
    expect(await told(acme)).toEqual([`knox-suite active 10 ${north}`, `knox-guard active 20 ${south}`])
    expect(await told(beta)).toEqual([`knox-manage active 30 ${north}`])
  })
})
