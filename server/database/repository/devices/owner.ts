/** Whose devices: everything that concerns them is told to the owner's people, to the MSP that manages it, and to the reseller. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { assignmentKind } from '#shared/records/devices/assignment.ts'
import type { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import type { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import type { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import type { licenceKind } from '#shared/records/licences/licence.ts'
import type { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { DeviceTable, DeviceUploadTable, ResellerLinkTable } from '../../tables/device-tables.ts'
import type { Relationship } from '../relationship.ts'

export interface Owner {
  id: OrganisationId
  kind: OrganisationKind
  /** The relationship that manages it now. */
  manager: Relationship | undefined
}

type Publishing = Pick<UnitOfWork, 'publish'>
type Collection =
  | typeof deviceConditionKind.name
  | typeof assignmentKind.name
  | typeof deviceKind.name
  | typeof deviceGroupKind.name
  | typeof uploadKind.name
  | typeof resellerLinkKind.name
  | typeof enrolmentProfileKind.name
  | typeof licenceKind.name
  | typeof licenceShareKind.name

/** `key`: one id, or those of many that one act changed. */
export function publishToOwner(
  unit: Publishing,
  { id, kind, manager }: Owner,
  collection: Collection,
  key: string | readonly string[],
): void {
  if (key.length === 0) return
  unit.publish({ organisationId: id, collection, key, root: kind === 'customer' ? id : '' })
  if (manager) unit.publish({ organisationId: manager.msp_id, collection, key, root: manager.id })
}

/** Of what a reseller has no part in it isn't told either: not even that something happened. */
export function publishHeld(unit: Publishing, owner: Owner, devices: readonly Pick<DeviceTable, 'id'>[]): void {
  publishToOwner(
    unit,
    owner,
    deviceKind.name,
    devices.map(({ id }) => id),
  )
  publishCount(unit, owner)
}

/** Where whoever uploaded them sees it, too. */
export function publishDevices(
  unit: Publishing,
  owner: Owner,
  devices: readonly Pick<DeviceTable, 'id' | 'reseller_id'>[],
): void {
  publishHeld(unit, owner, devices)
  for (const reseller of new Set(devices.map(({ reseller_id }) => reseller_id))) {
    const key = devices.filter(({ reseller_id }) => reseller_id === reseller).map(({ id }) => id)
    unit.publish({ organisationId: reseller, collection: deviceKind.name, key, root: '' })
  }
}

/** How many there are stands in the customer's row (M1). */
function publishCount(unit: Publishing, { id, manager }: Owner): void {
  if (!manager) return
  for (const organisationId of [manager.msp_id, id])
    unit.publish({ organisationId, collection: relationshipKind.name, key: manager.id })
}

export function publishUpload(
  unit: Publishing,
  owner: Owner,
  { id: key, reseller_id: organisationId }: Pick<DeviceUploadTable, 'id' | 'reseller_id'>,
): void {
  publishToOwner(unit, owner, uploadKind.name, key)
  if (organisationId) unit.publish({ organisationId, collection: uploadKind.name, key, root: '' })
}

/** An upload that was decided on, with its devices. What was moved here its reseller sees where it sent it, as it was. */
export function publishDecided(
  unit: Publishing,
  owner: Owner,
  upload: Pick<DeviceUploadTable, 'id' | 'reseller_id' | 'link_id'>,
  devices: readonly Pick<DeviceTable, 'id' | 'reseller_id'>[],
): void {
  publishUpload(unit, owner, upload)
  if (upload.link_id) publishDevices(unit, owner, devices)
  else publishHeld(unit, owner, devices)
}

export function publishLink(
  unit: Publishing,
  owner: Owner,
  { id: key, reseller_id: organisationId }: Pick<ResellerLinkTable, 'id' | 'reseller_id'>,
): void {
  publishToOwner(unit, owner, resellerLinkKind.name, key)
  unit.publish({ organisationId, collection: resellerLinkKind.name, key, root: '' })
}
