/** What is kept of an MSP and a customer that it asked (M10, C12). Whoever changes it tells the customer's devices, and nobody else. */
import type { Kysely, Selectable } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { AskingMsp } from '#shared/domain/request/asking-msp.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { askingMspKind } from '#shared/records/asking-msp.ts'
import type { AskingMspTable } from '../../tables/asking-msp-table.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { findOrganisation } from '../organisation.ts'

export interface Asking {
  mspId: OrganisationId
  customerId: OrganisationId
}

type AskingRow = Selectable<AskingMspTable>

/** The row of the two, made where there is none and held until the transaction ends: no question passes a block that is being decided. */
export async function holdAsking(database: Kysely<Schema>, { mspId, customerId }: Asking): Promise<AskingRow> {
  const msp = await findOrganisation(database, mspId)
  await database
    .insertInto('asking_msp')
    .values({
      organisation_id: customerId,
      msp_id: mspId,
      msp_name: msp?.name ?? '',
      asked_at: null,
      rejected_at: null,
      blocked_at: null,
      blocked_by: null,
      decided_at: null,
      version: 1,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'msp_id']).doNothing())
    .execute()
  const row = database
    .selectFrom('asking_msp')
    .selectAll()
    .where('organisation_id', '=', customerId)
    .where('msp_id', '=', mspId)
  return lockedForUpdate(row).executeTakeFirstOrThrow()
}

export async function isBlocked(database: Kysely<Schema>, { mspId, customerId }: Asking): Promise<boolean> {
  const row = await database
    .selectFrom('asking_msp')
    .select('blocked_at')
    .where('organisation_id', '=', customerId)
    .where('msp_id', '=', mspId)
    .executeTakeFirst()
  return (row?.blocked_at ?? null) !== null
}

export async function saveAsking(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  { mspId, customerId }: Asking,
  changed: Partial<Omit<AskingRow, 'organisation_id' | 'msp_id'>>,
): Promise<void> {
  await unit.trx
    .updateTable('asking_msp')
    .set(changed)
    .where('organisation_id', '=', customerId)
    .where('msp_id', '=', mspId)
    .execute()
  publishAsking(unit, { organisation_id: customerId, msp_id: mspId })
}

export function publishAsking(
  unit: Pick<UnitOfWork, 'publish'>,
  { organisation_id: organisationId, msp_id: key }: Pick<AskingRow, 'organisation_id' | 'msp_id'>,
): void {
  unit.publish({ organisationId, collection: askingMspKind.name, key, root: '' })
}

/** All that asked this customer, in order of their IDs; `ids`: those of them. */
export async function listAsking(
  database: Kysely<Schema>,
  customerId: OrganisationId,
  ids?: readonly string[],
): Promise<AskingMsp[]> {
  const all = database
    .selectFrom('asking_msp')
    .leftJoin('user as blocker', 'blocker.id', 'asking_msp.blocked_by')
    .selectAll('asking_msp')
    .select(['blocker.first_name', 'blocker.last_name', 'blocker.email'])
    .where('asking_msp.organisation_id', '=', customerId)
    .orderBy('asking_msp.msp_id')
  const rows = await (ids ? all.where('asking_msp.msp_id', 'in', ids as OrganisationId[]) : all).execute()
  return rows.map((row) => ({
    id: row.msp_id,
    name: row.msp_name,
    rejectedAt: row.rejected_at,
    blockedAt: row.blocked_at,
    blockedBy: fullName(row.first_name ?? '', row.last_name ?? '') || (row.email ?? ''),
    version: row.version,
  }))
}

/** Those of whom a customer ever decided whether they may ask. */
export async function listAskingDecided(database: Kysely<Schema>): Promise<AskingRow[]> {
  return database.selectFrom('asking_msp').selectAll().where('decided_at', 'is not', null).execute()
}
