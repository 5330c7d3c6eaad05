import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { MspProfileRecord } from '#shared/domain/team/msp-profile.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import type { MspProfileTable } from '../tables/msp-profile-table.ts'
import type { Schema } from '../schema.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { publishServicesThrough } from './customer/service-record.ts'

/** Answers go to `replyAddress` until somebody says otherwise. */
export async function insertMspProfile(
  database: Kysely<Schema>,
  { organisationId, replyAddress }: { organisationId: OrganisationId; replyAddress: string },
): Promise<void> {
  const empty = { address: '', contact: '', phone: '', logo: '' }
  await database
    .insertInto('msp_profile')
    .values({ ...empty, organisation_id: organisationId, reply_address: replyAddress, version: 1 })
    .execute()
}

export function selectMspProfiles(database: Kysely<Schema>) {
  return database
    .selectFrom('msp_profile')
    .innerJoin('organisation', 'organisation.id', 'msp_profile.organisation_id')
    .selectAll('msp_profile')
    .select('organisation.name')
}

export function mspProfileOf(row: MspProfileTable & { name: string }): MspProfileRecord {
  const { organisation_id: id, reply_address: replyAddress, name, address, contact, phone, logo, version } = row
  return { id, name, address, contact, phone, replyAddress, logo, version }
}

/** Undefined for an organisation that isn't an MSP. */
export async function findMspProfile(
  database: Kysely<Schema>,
  id: OrganisationId,
): Promise<MspProfileRecord | undefined> {
  const row = await selectMspProfiles(database).where('msp_profile.organisation_id', '=', id).executeTakeFirst()
  return row && mspProfileOf(row)
}

/** All but its name, which is its organisation's. */
export async function saveMspProfile(
  database: Kysely<Schema>,
  { id, address, contact, phone, replyAddress, logo, version }: Omit<MspProfileRecord, 'name'>,
): Promise<void> {
  await database
    .updateTable('msp_profile')
    .set({ address, contact, phone, reply_address: replyAddress, logo, version })
    .where('organisation_id', '=', id)
    .execute()
}

/** Tells the MSP's devices, and those of the customers that it manages jointly; their rows, too, say its name. */
export async function publishMspProfile(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  mspId: OrganisationId,
  { renamed }: { renamed: boolean },
): Promise<void> {
  const collection = mspProfileKind.name
  if (renamed) await publishServicesThrough(unit, mspId)
  unit.publish({ organisationId: mspId, collection, key: mspId, root: '' })
  const shared = await unit.trx
    .selectFrom('relationship')
    .select(['id', 'customer_id'])
    .where('msp_id', '=', mspId)
    .where('management_type', '=', 'jointly')
    .where('status', 'in', managingStatuses)
    .execute()
  if (renamed) await publishCustodies(unit, mspId)
  for (const { id, customer_id: organisationId } of shared) {
    unit.publish({ organisationId, collection, key: mspId, root: '' })
    if (renamed) unit.publish({ organisationId, collection: relationshipKind.name, key: id })
  }
}

/** The people of companies that this MSP manages alone read its name (C8); most of those have none. */
async function publishCustodies(unit: Pick<UnitOfWork, 'trx' | 'publish'>, mspId: OrganisationId): Promise<void> {
  const rows = await unit.trx
    .selectFrom('relationship')
    .innerJoin('user', 'user.organisation_id', 'relationship.customer_id')
    .select('relationship.customer_id')
    .distinct()
    .where('relationship.msp_id', '=', mspId)
    .where('relationship.management_type', '=', 'fully')
    .where('relationship.status', 'in', managingStatuses)
    .execute()
  for (const { customer_id: key } of rows)
    unit.publish({ organisationId: key, collection: custodyKind.name, key, root: '' })
}
