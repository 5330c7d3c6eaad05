/** Licences and seats as rows, for tests of what becomes of them. */
import type { LicenceId, LicenceShareId, OrganisationId } from '#shared/domain/ids.ts'
import type { LicenceShareTable, LicenceTable } from '../../server/database/tables/licence-tables.ts'
import type { Seeding } from './devices.ts'

/** Fifty transferable seats for every service, where nothing else is said. */
export async function seedLicence(
  { database, ids }: Seeding,
  ownerId: OrganisationId,
  columns: Partial<LicenceTable> = {},
): Promise<LicenceId> {
  const id = ids.randomId() as LicenceId
  const licence: LicenceTable = {
    id,
    organisation_id: ownerId,
    name: 'Fleet',
    service: 'knox-suite',
    type: 'transferable',
    key_sealed: 'sealed',
    key_mark: ids.randomId(),
    key_end: '4F2A',
    seats: 50,
    starts_on: '2026-01-01',
    ends_on: '',
    added_at: 1,
    version: 0,
    ...columns,
  }
  await database.insertInto('licence').values(licence).execute()
  return id
}

export async function seedShare(
  { database, ids }: Seeding,
  {
    licenceId,
    customerId,
    ...columns
  }: { licenceId: LicenceId; customerId: OrganisationId } & Partial<LicenceShareTable>,
): Promise<LicenceShareId> {
  const id = ids.randomId() as LicenceShareId
  const share = { id, organisation_id: customerId, licence_id: licenceId, service: 'knox-suite', seats: 10 }
  await database
    .insertInto('licence_share')
    .values({ ...share, left_name: null, version: 1, ...columns })
    .execute()
  return id
}
