// What a database of before keeps of relationships that are over (M28): whatever its log still tells.
import { afterAll, describe, expect, it } from 'vitest'
import type { ChangeId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { addFormerRelationships } from '../../server/database/migrating/customers/former-relationships.ts'
import { insertRelationship } from '../../server/database/repository/relationship.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'
import { userRow } from './user-row.ts'

const [north, acme, beta] = ['1000000001', '2000000001', '2000000002'] as [
  OrganisationId,
  OrganisationId,
  OrganisationId,
]

afterAll(stopProviders)

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)

  it('[M28] one that ended by a delink or `Remove` has its line, one that stands has none, and nobody’s later name is in it', async () => {
    const { database } = opened
    const ids = seededIds(seededRandom(1))
    const names = { [north]: 'Northwind', [acme]: 'LATER NAME', [beta]: 'Beta' }
    const organisations = [north, acme, beta].map((id) => ({
      id,
      kind: id === north ? ('msp' as const) : ('customer' as const),
      name: names[id]!,
      created_at: 0,
    }))
    await database.insertInto('organisation').values(organisations).execute()
    const noa = userRow(ids, {
      organisation_id: north,
      first_name: 'Noa',
      last_name: 'Berg',
      email: 'noa@north.example',
    })
    const mina = userRow(ids, {
      organisation_id: acme,
      first_name: 'Mina',
      last_name: 'Cho',
      email: 'mina@acme.example',
    })
    for (const user of [noa, mina]) await insertUser(database, user)
    const rows = [
      { customer_id: acme, status: 'delinked', added_at: 10, ended_at: 20, services: '["knox-guard"]' },
      { customer_id: beta, status: 'delinked', added_at: 30, ended_at: 40 },
      { customer_id: beta, status: 'active', added_at: 50 },
    ] as const
    const relationships = rows.map((row) => relationshipRow(ids, { msp_id: north, ...row }))
    for (const row of relationships) await insertRelationship(database, row)
    const change = (
      place: number,
      event: string,
      user: { id: UserId; organisation_id: OrganisationId },
      at: number,
    ) => ({
      id: ids.randomId() as ChangeId,
      organisation_id: relationships[place]!.customer_id,
      document_id: null,
      seq: null,
      relationship_id: relationships[place]!.id,
      customer_id: relationships[place]!.customer_id,
      audience: 'both' as const,
      actor_user_id: user.id,
      actor_organisation_id: user.organisation_id,
      at,
      received_at: at,
      detail: JSON.stringify({ type: 'decision', event }),
      undoes: null,
      item_id: null,
    })
    const log = [
      change(0, 'delink-requested', noa, 12),
      change(0, 'delink-withdrawn', noa, 13),
      change(0, 'delink-requested', mina, 15),
      change(0, 'delink-accepted', noa, 20),
      change(1, 'customer-removed', noa, 40),
    ]
    await database.insertInto('change').values(log).execute()
    await database.schema.dropTable('former_relationship').execute()
    await addFormerRelationships(database, provider.name === 'SQLite' ? 'sqlite' : 'postgres')
    const former = await database.selectFrom('former_relationship').selectAll().orderBy('from_at').execute()
    expect(former).toMatchObject([
      {
        customer_id: acme,
        customer_name: '',
        msp_name: 'Northwind',
        event: 'delink-accepted',
        from_at: 10,
        to_at: 20,
        services: '["knox-guard"]',
        asked_by: acme,
        asked_name: 'Mina Cho',
        asked_masked: 'm•••@acme.example',
        accepted_by: north,
        accepted_name: 'Noa Berg',
      },
      {
        customer_id: beta,
        event: 'customer-removed',
        asked_by: north,
        asked_masked: 'n•••@north.example',
        accepted_by: null,
      },
    ])
  })
})
