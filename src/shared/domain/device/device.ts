import { identifiersOf } from './device-row.ts'
import type {
  DeviceGroupId,
  DeviceId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  RelationshipId,
  ResellerLinkId,
  UploadId,
} from '../ids.ts'

/** `approved`: whoever it came to has taken it. What is rejected isn't theirs, and nobody's record. */
export type DeviceStatus = 'pending' | 'approved'

/** What a device is known by. At least one isn't empty, and none is another device's. */
export interface DeviceIdentifiers {
  /** 15 digits. */
  imei: string
  /** 14 hexadecimal digits, in capitals. */
  meid: string
  serial: string
}

/** What a device is called by: the first that it has. */
export function identifierOf({ imei, meid, serial }: DeviceIdentifiers): string {
  return imei || meid || serial
}

/** One phone or tablet, as its reader may know it: a reseller never learns where an MSP moved it. */
export interface DeviceRecord extends DeviceIdentifiers {
  id: DeviceId
  /** By which the reader manages its owner; null of what is one's own, and for a reseller. */
  relationshipId: RelationshipId | null
  /** Whose it is; for a reseller whom it uploaded it to. */
  ownerId: OrganisationId
  /** The reseller it came by, and whom it uploaded it to. */
  linkId: ResellerLinkId
  /** To be approved with. */
  uploadId: UploadId
  model: string
  orderNumber: string
  /** YYYY-MM-DD, or empty. */
  orderDate: string
  status: DeviceStatus
  /** An MSP moved it to this customer: it stays so. */
  movedByMsp: boolean
  profileId: ProfileId | null
  /** Of its owner's. */
  groupId: DeviceGroupId | null
  /** Whose seat it uses. */
  licenceShareId: LicenceShareId | null
  /** When this owner got it, ms. */
  addedAt: number
}

/** To whom each was uploaded, by each number that it is known by. */
export function partiesByIdentifier(devices: readonly DeviceRecord[]): Map<string, OrganisationId> {
  return new Map(devices.flatMap((device) => identifiersOf(device).map((identifier) => [identifier, device.ownerId])))
}
