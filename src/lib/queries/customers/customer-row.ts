import { listStatusAt, type ListStatus, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { isRequest, type ManagementType } from '#shared/domain/relationship.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { shownServicesOf, type ShownService } from '#shared/domain/service-record.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { ListRow } from '../../list/list-row.ts'

/** One line of the Customers table (M1). */
export class CustomerListRow extends ListRow<RelationshipRecord> {
  get relationshipId(): RelationshipId {
    return this.id
  }
  /** Null while the creation waits: the server gives the Customer ID. */
  get customerId(): OrganisationId | null {
    return this.queuedCreation ? null : this.record.customerId
  }
  get companyName(): string {
    return this.record.facts.companyName
  }
  get internalReference(): string {
    return this.record.mspPrivate?.internalReference ?? ''
  }
  get asksJointly(): boolean {
    return this.record.jointAsk !== null
  }

  get managementType(): ManagementType {
    return this.record.managementType
  }
  get services(): ServiceId[] {
    const { services, askedServices } = this.record
    return askedServices ? [...services, ...askedServices.services] : services
  }
  get shownServices(): ShownService[] {
    // What is only asked for stands in no way yet (M10).
    return isRequest(this.record) ? [] : shownServicesOf(this.record)
  }
  get devices(): number {
    return this.record.devices
  }
  get status(): ListStatus {
    return listStatusAt(this.record, this.clock.now)
  }
  get addedAt(): number {
    return this.record.addedAt
  }
  get modifiedAt(): number {
    return this.record.modifiedAt
  }
  get country(): string {
    return this.record.facts.country
  }
  get city(): string {
    return this.record.facts.city
  }
  get contactName(): string {
    const { contactFirstName, contactLastName } = this.record.facts
    return fullName(contactFirstName, contactLastName)
  }
  get workEmail(): string {
    return this.record.workEmail
  }
  get tags(): string[] {
    return this.record.mspPrivate?.tags ?? []
  }
}
