import type { DeviceStatus } from '#shared/domain/device/device.ts'
import type {
  DeviceGroupId,
  DeviceId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  RelationshipId,
  ResellerLinkId,
  UploadId,
} from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'

/** One device as table, filters and CSV need it. */
export interface DeviceRowView {
  id: DeviceId
  /** What it is called by, folded: how lists are in order. */
  sortName: string
  /** The first of the next three that it has. */
  identifier: string
  imei: string
  meid: string
  serial: string
  model: string
  orderNumber: string
  orderDate: string
  status: DeviceStatus
  movedByMsp: boolean
  addedAt: number
  relationshipId: RelationshipId | null
  ownerId: OrganisationId
  linkId: ResellerLinkId
  uploadId: UploadId
  profileId: ProfileId | null
  groupId: DeviceGroupId | null
  licenceShareId: LicenceShareId | null
  /** What is above is not at hand yet, but for the sort name. */
  pending: boolean
  waiting: boolean
  refused: RefusalCode | null
}

/** Whom devices belong to and came from, and what they are in and have; '' where nobody is told, or there is none. */
export interface DeviceParties {
  companyOf: (row: DeviceRowView) => string
  resellerOf: (row: DeviceRowView) => string
  profileOf: (row: DeviceRowView) => string
  groupOf: (row: DeviceRowView) => string
  licenceOf: (row: DeviceRowView) => string
}
