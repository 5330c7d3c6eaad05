import { identifierOf, type DeviceRecord, type DeviceStatus } from '#shared/domain/device/device.ts'
import type {
  DeviceGroupId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  RelationshipId,
  ResellerLinkId,
  UploadId,
} from '#shared/domain/ids.ts'
import { ListRow } from '../../list/list-row.ts'

/** One line of a table of devices (M22). */
export class DeviceListRow extends ListRow<DeviceRecord> {
  get identifier(): string {
    return identifierOf(this.record)
  }
  get imei(): string {
    return this.record.imei
  }
  get meid(): string {
    return this.record.meid
  }
  get serial(): string {
    return this.record.serial
  }
  get model(): string {
    return this.record.model
  }
  get orderNumber(): string {
    return this.record.orderNumber
  }
  get orderDate(): string {
    return this.record.orderDate
  }
  get status(): DeviceStatus {
    return this.record.status
  }
  get movedByMsp(): boolean {
    return this.record.movedByMsp
  }
  get addedAt(): number {
    return this.record.addedAt
  }
  get relationshipId(): RelationshipId | null {
    return this.record.relationshipId
  }
  get ownerId(): OrganisationId {
    return this.record.ownerId
  }
  get linkId(): ResellerLinkId {
    return this.record.linkId
  }
  get uploadId(): UploadId {
    return this.record.uploadId
  }
  get profileId(): ProfileId | null {
    return this.record.profileId
  }
  get groupId(): DeviceGroupId | null {
    return this.record.groupId
  }
  get licenceShareId(): LicenceShareId | null {
    return this.record.licenceShareId
  }
}
