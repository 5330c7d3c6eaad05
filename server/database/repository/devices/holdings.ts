/** All that is a customer's by way of resellers: whoever begins to manage it gets it, and its resellers see who does. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { Relationship } from '../relationship.ts'
import { listSharesBetween } from '../licences/licence.ts'
import { listLinksOf } from './reseller-link.ts'

type HoldingTable =
  | 'device'
  | 'device_condition'
  | 'device_upload'
  | 'enrolment_profile'
  | 'device_group'
  | 'reseller_link'
  | 'licence'
  | 'licence_share'
type Publishing = Pick<UnitOfWork, 'trx' | 'publish'>

/** Facts of an account that its resellers' lists show. */
export const shownToResellers = ['companyName', 'city', 'country'] as const

export async function publishToResellers(unit: Publishing, partyId: OrganisationId): Promise<void> {
  for (const { id: key, reseller_id: organisationId, listed_at } of await listLinksOf(unit.trx, partyId))
    if (listed_at !== null) unit.publish({ organisationId, collection: resellerLinkKind.name, key, root: '' })
}

/** What an end takes goes with its root; what an MSP sees from now on, or no more beside what it goes on seeing, is named. */
export async function publishHoldings(unit: Publishing, relationship: Relationship): Promise<void> {
  const { id: root, msp_id: organisationId, customer_id } = relationship
  await publishToResellers(unit, customer_id)
  await publishSeatsBetween(unit, relationship)
  if (!isManaging(relationship)) return
  const idsIn = async (table: HoldingTable) => {
    const rows = await unit.trx.selectFrom(table).select('id').where('organisation_id', '=', customer_id).execute()
    return rows.map(({ id }) => id as string)
  }
  const held = [
    { collection: resellerLinkKind.name, ids: await idsIn('reseller_link') },
    { collection: uploadKind.name, ids: await idsIn('device_upload') },
    { collection: enrolmentProfileKind.name, ids: await idsIn('enrolment_profile') },
    { collection: deviceGroupKind.name, ids: await idsIn('device_group') },
    { collection: deviceKind.name, ids: await idsIn('device') },
    { collection: licenceKind.name, ids: await idsIn('licence') },
    { collection: licenceShareKind.name, ids: await idsIn('licence_share') },
    { collection: deviceConditionKind.name, ids: await idsIn('device_condition') },
    { collection: unconfirmedRecipientsKind.name, ids: [customer_id] },
  ]
  for (const { collection, ids } of held)
    if (ids.length > 0) unit.publish({ organisationId, collection, key: ids, root })
}

/** Whether its MSP manages a customer shows in what the customer has of it, and in where the MSP's own seats are. */
async function publishSeatsBetween(
  unit: Publishing,
  { msp_id: mspId, customer_id: customerId }: Relationship,
): Promise<void> {
  const shares = await listSharesBetween(unit.trx, { mspId, customerId })
  for (const { id, licence_id } of shares) {
    unit.publish({ organisationId: customerId, collection: licenceShareKind.name, key: id, root: customerId })
    unit.publish({ organisationId: mspId, collection: licenceKind.name, key: licence_id, root: '' })
  }
}
