/** Who hears where a customer's devices are, as its own people set it: each of both by the later of two that did. */
import type { Kysely } from 'kysely'
import {
  locationRecipientsAtFirst,
  type LocationRecipientsRecord,
  type LocationTarget,
} from '#shared/domain/alert/location-recipients.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { locationRecipientsKind } from '#shared/records/alerts/location-recipients.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

const columns = { allAdmins: 'all_admins', groupManagers: 'group_managers' } as const satisfies Record<
  LocationTarget,
  string
>

export async function readLocationRecipients(
  database: Kysely<Schema>,
  customerId: OrganisationId,
): Promise<LocationRecipientsRecord> {
  const first = locationRecipientsAtFirst(customerId)
  const row = await database
    .selectFrom('location_recipients')
    .selectAll()
    .where('organisation_id', '=', customerId)
    .executeTakeFirst()
  const read = (set: number | null | undefined, atFirst: boolean) => (set == null ? atFirst : set === 1)
  return {
    id: customerId,
    allAdmins: read(row?.all_admins, first.allAdmins),
    groupManagers: read(row?.group_managers, first.groupManagers),
  }
}

/** Unless something later was set. Resolves to whether it is otherwise than before; the caller holds what manages the customer. */
export async function saveLocationRecipients(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  organisationId: OrganisationId,
  { target, hears, stamp }: { target: LocationTarget; hears: boolean; stamp: number },
): Promise<boolean> {
  const before = await readLocationRecipients(unit.trx, organisationId)
  const column = columns[target]
  const unsaid = { all_admins: null, all_admins_stamp: 0, group_managers: null, group_managers_stamp: 0 }
  const said = { [column]: hears ? 1 : 0, [`${column}_stamp`]: stamp }
  await unit.trx
    .insertInto('location_recipients')
    .values({ organisation_id: organisationId, ...unsaid, ...said })
    .onConflict((conflict) =>
      conflict.column('organisation_id').doUpdateSet(said).where(`location_recipients.${column}_stamp`, '<=', stamp),
    )
    .execute()
  unit.publish({
    organisationId,
    collection: locationRecipientsKind.name,
    key: organisationId,
    root: organisationId,
  })
  const after = await readLocationRecipients(unit.trx, organisationId)
  return after[target] !== before[target]
}
