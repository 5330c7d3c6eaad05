import type { Generated } from 'kysely'
import type { DeviceStatus } from '#shared/domain/device/device.ts'
import type { UploadDelivery, UploadState } from '#shared/domain/device/upload.ts'
import type {
  ChangeId,
  DeviceGroupId,
  DeviceId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  ResellerLinkId,
  UploadId,
  UserId,
} from '#shared/domain/ids.ts'
import type { ResellerTrust } from '#shared/domain/reseller/reseller-link.ts'

/** A reseller and one party that its uploads go to. One row a pair. */
export interface ResellerLinkTable {
  id: ResellerLinkId
  reseller_id: OrganisationId
  /** The party: an MSP or a customer. */
  organisation_id: OrganisationId
  /** Since when the reseller lists the party, ms; null: only the party knows of it. */
  listed_at: number | null
  reference: string
  trust: ResellerTrust
  trusted_at: number | null
  /** 1 or 0 */
  auto_approve: number
  default_profile_id: ProfileId | null
  uploads: number
  /** Those that came by it and are still there, wherever an MSP moved them. */
  devices: number
  last_uploaded_at: number | null
  added_at: number
  version: number
}

export interface DeviceUploadTable {
  id: UploadId
  /** Whom it came to. */
  organisation_id: OrganisationId
  /** Null of what an MSP moved; then `msp_id` is who. */
  reseller_id: OrganisationId | null
  link_id: ResellerLinkId | null
  msp_id: OrganisationId | null
  order_number: string
  order_date: string
  rows: number
  arrived: number
  devices: number
  refused: number
  /** JSON of RefusedRow[]. */
  refused_rows: string
  delivery: UploadDelivery
  state: UploadState
  at: number
  decided_at: number | null
  version: number
}

export interface DeviceTable {
  id: DeviceId
  /** Whose it is: a customer's or an MSP's. */
  organisation_id: OrganisationId
  reseller_id: OrganisationId
  link_id: ResellerLinkId
  /** What its owner has to approve it with, and what its reseller sent it with: another one since it was moved. */
  upload_id: UploadId
  origin_upload_id: UploadId
  /** Whom its reseller uploaded it to, when, and what became of it there. */
  origin_id: OrganisationId
  origin_at: number
  imei: string
  meid: string
  serial: string
  model: string
  order_number: string
  order_date: string
  status: DeviceStatus
  origin_status: DeviceStatus
  /** The MSP that moved it; null: none. */
  moved_by: OrganisationId | null
  profile_id: ProfileId | null
  /** Of the assignment (DOC3); 0: never. */
  profile_stamp: number
  group_id: DeviceGroupId | null
  /** Likewise. */
  group_stamp: number
  /** Whose seat it uses; null: none. */
  licence_share_id: LicenceShareId | null
  added_at: number
}

/** One owner a device: what it is known by is nobody else's. */
export interface DeviceIdentifierTable {
  /** The owner's. */
  organisation_id: OrganisationId
  kind: 'imei' | 'meid' | 'serial'
  value: string
  device_id: DeviceId
}

export interface EnrolmentProfileTable {
  id: ProfileId
  organisation_id: OrganisationId
  name: string
  app_url: string
  app_data: string
  version: number
}

/** What a device had before an assignment, so that it can be undone. */
export interface AssignmentTable {
  organisation_id: OrganisationId
  /** The line of the log. */
  change_id: ChangeId
  device_id: DeviceId
  sets: Generated<'profile' | 'group'>
  before: ProfileId | DeviceGroupId | null
  after: ProfileId | DeviceGroupId | null
}

export interface DeviceGroupTable {
  id: DeviceGroupId
  /** The customer. */
  organisation_id: OrganisationId
  name: string
  version: number
}

/** Somebody of the customer. */
export interface DeviceGroupManagerTable {
  organisation_id: OrganisationId
  group_id: DeviceGroupId
  user_id: UserId
}
