/** Who hears of licences: their owner's people, and the MSP that manages it. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { DeviceTable } from '../../tables/device-tables.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { LicenceShareTable, LicenceTable } from '../../tables/licence-tables.ts'
import { publishToOwner, type Owner } from '../devices/owner.ts'
import { findManagingRelationship } from '../relationship.ts'
import { findLicence } from './licence.ts'

type Publishing = Pick<UnitOfWork, 'trx' | 'publish'>

export function publishLicence(unit: Publishing, owner: Owner, { id }: Pick<LicenceTable, 'id'>): void {
  publishToOwner(unit, owner, licenceKind.name, id)
}

/** With the licence that it is of, whose sums it changes; not for whoever bought it and manages the customer no more. */
export async function publishShare(
  unit: Publishing,
  customer: Owner,
  { id, licence_id }: Pick<LicenceShareTable, 'id' | 'licence_id'>,
): Promise<void> {
  publishToOwner(unit, customer, licenceShareKind.name, id)
  const licence = await findLicence(unit.trx, licence_id)
  if (!licence) return
  if (licence.organisation_id === customer.id) publishLicence(unit, customer, licence)
  else if (licence.organisation_id === customer.manager?.msp_id)
    publishLicence(unit, { id: licence.organisation_id, kind: 'msp', manager: undefined }, licence)
}

/** Those that these devices use. */
export async function publishSharesUsedBy(
  unit: Publishing,
  customer: Owner,
  devices: readonly Pick<DeviceTable, 'licence_share_id'>[],
): Promise<void> {
  const ids = new Set(devices.flatMap(({ licence_share_id }) => licence_share_id ?? []))
  if (ids.size === 0) return
  const shares = await unit.trx
    .selectFrom('licence_share')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  for (const share of shares) await publishShare(unit, customer, share)
}

/** After their licence changed: whose they are sees it, and the MSP that manages it. */
export async function publishSharesOf(unit: Publishing, shares: readonly LicenceShareTable[]): Promise<void> {
  for (const { id, organisation_id } of shares) {
    const manager = await findManagingRelationship(unit.trx, organisation_id)
    publishToOwner(unit, { id: organisation_id, kind: 'customer', manager }, licenceShareKind.name, id)
  }
}

/** Some of its people know now of former customers that have seats, or don't any more. */
export async function publishLicencesOf(unit: Publishing, organisationId: OrganisationId): Promise<void> {
  const rows = await unit.trx.selectFrom('licence').select('id').where('organisation_id', '=', organisationId).execute()
  const key = rows.map(({ id }) => id as string)
  if (key.length > 0) unit.publish({ organisationId, collection: licenceKind.name, key, root: '' })
}
