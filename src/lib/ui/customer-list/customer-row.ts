import type { ListStatus } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { ShownService } from '#shared/domain/service-record.ts'
import { findService } from '#shared/domain/service-catalogue.ts'

/** One customer as list, filters and CSV need it. */
export interface CustomerRowView {
  relationshipId: RelationshipId
  /** Null while the creation waits on this device. */
  customerId: OrganisationId | null
  companyName: string
  /** The folded name, by which lists are in order. */
  sortName: string
  internalReference: string
  managementType: ManagementType
  /** Fully managed, it asks for joint management (C8). */
  asksJointly: boolean
  /** Those that are managed, and behind them those that are only asked for. */
  services: ServiceId[]
  /** The same with how each stands. */
  shownServices: ShownService[]
  /** How many it has. */
  devices: number
  status: ListStatus
  addedAt: number
  modifiedAt: number
  country: string
  city: string
  contactName: string
  workEmail: string
  tags: string[]
  /** What is above is not at hand yet, but for the sort name. */
  pending: boolean
  waiting: boolean
  refused: RefusalCode | null
}

export function serviceName(id: ServiceId): string {
  return findService(id)?.name ?? id
}

/** What the row's link names: the Customer ID, or the relationship as long as there is none. */
export function rowKey(row: Pick<CustomerRowView, 'customerId' | 'relationshipId'>): string {
  return row.customerId ?? row.relationshipId
}
