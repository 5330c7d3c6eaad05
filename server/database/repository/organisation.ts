/**
 * Parties: MSPs, customers, resellers. A party is made together with its feed, whose first entry exists
 * from the start, so that every cursor names an entry.
 */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { lockedForUpdate } from '../connection.ts'
import type { OrganisationTable, Schema } from '../schema.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { insertMspProfile } from './msp-profile.ts'

const allocationAttempts = 20

/** Ten digits, the first not 0, spread over the whole range by 128 random bits. */
export function organisationIdFrom(randomId: string): OrganisationId {
  const bits = BigInt(`0x${Buffer.from(randomId, 'base64url').toString('hex')}`)
  return String(1_000_000_000n + (bits % 9_000_000_000n)) as OrganisationId
}

/** Makes a party under a free 10-digit ID, with its feed; an MSP answers mails at `replyAddress`. */
export async function createOrganisation(
  unit: Pick<UnitOfWork, 'trx' | 'now' | 'ids'>,
  { kind, name, replyAddress = '' }: { kind: OrganisationKind; name: string; replyAddress?: string },
): Promise<OrganisationTable> {
  for (let attempt = 0; attempt < allocationAttempts; attempt++) {
    const row: OrganisationTable = {
      kind,
      name,
      id: organisationIdFrom(unit.ids.randomId()),
      created_at: unit.now,
      second_factor_required_at: null,
    }
    const result = await unit.trx
      .insertInto('organisation')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (result.numInsertedOrUpdatedRows !== 1n) continue
    await startFeed(unit, row.id)
    if (row.kind === 'msp') await insertMspProfile(unit.trx, { organisationId: row.id, replyAddress })
    return row
  }
  throw new Error('no free organisation id found')
}

async function startFeed(unit: Pick<UnitOfWork, 'trx' | 'now' | 'ids'>, id: OrganisationId): Promise<void> {
  await unit.trx.insertInto('feed_head').values({ organisation_id: id, number: 1 }).execute()
  await unit.trx
    .insertInto('feed_entry')
    .values({
      organisation_id: id,
      number: 1,
      entry_id: unit.ids.randomId(),
      at: unit.now,
      collection: 'account',
      key: id,
      root: null,
      user_id: null,
      seq: 0,
    })
    .execute()
}

export async function findOrganisation(
  database: Kysely<Schema>,
  id: OrganisationId,
): Promise<OrganisationTable | undefined> {
  return database.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getOrganisation(database: Kysely<Schema>, id: OrganisationId): Promise<OrganisationTable> {
  return database.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** By name. */
export async function listOrganisations(
  database: Kysely<Schema>,
  kind: OrganisationKind,
): Promise<OrganisationTable[]> {
  return database
    .selectFrom('organisation')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Until the transaction ends, nobody else decides what only one of this party's people may do at a time. */
export async function holdOrganisation(database: Kysely<Schema>, id: OrganisationId): Promise<void> {
  await lockedForUpdate(database.selectFrom('organisation').select('id').where('id', '=', id)).execute()
}

export async function renameOrganisation(database: Kysely<Schema>, id: OrganisationId, name: string): Promise<void> {
  await database.updateTable('organisation').set({ name }).where('id', '=', id).execute()
}

/** `at` null: whoever wants has a second factor. */
export async function requireSecondFactor(
  database: Kysely<Schema>,
  id: OrganisationId,
  at: number | null,
): Promise<void> {
  await database.updateTable('organisation').set({ second_factor_required_at: at }).where('id', '=', id).execute()
}

export async function hasOrganisation(database: Kysely<Schema>, kind: OrganisationKind): Promise<boolean> {
  return (
    (await database.selectFrom('organisation').select('id').where('kind', '=', kind).limit(1).executeTakeFirst()) !==
    undefined
  )
}

/** Those of the ids that there are → what they are called. */
export async function organisationNames(
  database: Kysely<Schema>,
  ids: readonly OrganisationId[],
): Promise<Map<OrganisationId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await database
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
