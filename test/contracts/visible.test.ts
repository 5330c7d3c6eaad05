// What may be seen of relationships that are asked for by their ids, on each database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { organisationKindSchema, type OrganisationKind } from '#shared/domain/organisation.ts'
import { relationshipStatusSchema } from '#shared/domain/relationship.ts'
import { findVisibleRelationships, visibleRelationships } from '../../server/database/reading/visible.ts'
import { insertRelationship, type Relationship } from '../../server/database/repository/relationship.ts'
import { seededIds } from '../support/seeded-ids.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'

const ids = seededIds(11)
const msps = ['1000000001', '1000000002'] as OrganisationId[]
const managingStatuses = ['active', 'delink-requested-by-msp', 'delink-requested-by-customer']

/** Of each MSP, one in each state; each of a customer of its own. */
const all: Relationship[] = msps
  .flatMap((msp_id) => relationshipStatusSchema.options.map((status) => ({ msp_id, status })))
  .flatMap((each) => (['jointly', 'fully'] as const).map((management_type) => ({ ...each, management_type })))
  .map((each, place) => relationshipRow(ids, { ...each, customer_id: String(2_000_000_000 + place) as OrganisationId }))

afterAll(stopProviders)

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)

  beforeAll(async () => {
    const organisations = [
      ...msps.map((id) => ({ id, kind: 'msp' as const })),
      ...all.map(({ customer_id }) => ({ id: customer_id, kind: 'customer' as const })),
    ]
    await opened.database
      .insertInto('organisation')
      .values(organisations.map((each) => ({ ...each, name: '', created_at: 0 })))
      .execute()
    for (const each of all) await insertRelationship(opened.database, each)
  })

  /** As found by id, whichever ids are asked for, and as found by organisation. */
  async function seenBy(organisationId: OrganisationId, organisationKind: OrganisationKind) {
    const reader = { organisationId, organisationKind, role: 'super-admin' as const }
    const byId = await findVisibleRelationships(
      opened.database,
      reader,
      all.map(({ id }) => id),
    )
    const byOrganisation = await visibleRelationships(opened.database, reader).orderBy('relationship.id').execute()
    expect(byId).toEqual(byOrganisation)
    return byId.map(({ id }) => id)
  }

  const idsWhere = (isSeen: (row: Relationship) => boolean) =>
    all
      .filter((row) => managingStatuses.includes(row.status) && isSeen(row))
      .map(({ id }) => id)
      .toSorted()

  it('[SYNC5] an MSP’s people get what it manages now, of all ids that are asked for', async () => {
    for (const msp of msps) {
      const seen = await seenBy(msp, 'msp')
      expect(seen).toHaveLength(6)
      expect(seen).toEqual(idsWhere((row) => row.msp_id === msp))
    }
  })

  it('[SYNC5][C8] a customer’s people get what manages them jointly now', async () => {
    for (const { customer_id } of all) {
      expect(await seenBy(customer_id, 'customer')).toEqual(
        idsWhere((row) => row.customer_id === customer_id && row.management_type === 'jointly'),
      )
    }
  })

  it('[SYNC5] nobody gets anything by the id of an organisation of another kind', async () => {
    for (const kind of organisationKindSchema.options) {
      if (kind !== 'msp') expect(await seenBy(msps[0]!, kind), kind).toEqual([])
      if (kind !== 'customer') expect(await seenBy(all[0]!.customer_id, kind), kind).toEqual([])
    }
  })
})
