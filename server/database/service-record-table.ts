import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { ServiceStatus } from '#shared/domain/service-record.ts'

/** A customer's own service (C10): no delink, conversion or change of MSP touches it. */
export interface ServiceRecordTable {
  id: string
  /** The customer's. */
  organisation_id: OrganisationId
  service: ServiceId
  status: ServiceStatus
  since: number
  /** The MSP through which it came; null where the customer applied for it itself. */
  through_id: OrganisationId | null
}
