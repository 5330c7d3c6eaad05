import type { LicenceId, LicenceShareId, OrganisationId } from '#shared/domain/ids.ts'
import type { LicenceType } from '#shared/domain/licence/licence.ts'
import type { ServiceId } from '#shared/domain/service.ts'

export interface LicenceTable {
  id: LicenceId
  /** Whoever bought it: an MSP or a customer. */
  organisation_id: OrganisationId
  name: string
  service: ServiceId
  type: LicenceType
  /** Sealed with the server's key for this licence. */
  key_sealed: string
  /** Of which the same key of the same owner makes the same: by it nobody learns the key. */
  key_mark: string
  key_end: string
  seats: number
  starts_on: string
  /** '': never. */
  ends_on: string
  added_at: number
  version: number
}

/** A customer's seats. One row for each licence, customer and service. */
export interface LicenceShareTable {
  id: LicenceShareId
  /** The customer. */
  organisation_id: OrganisationId
  licence_id: LicenceId
  service: ServiceId
  /** Those of its devices that use one point here. */
  seats: number
  /** What the customer was called when whoever bought it managed it last; null: never ended. */
  left_name: string | null
  version: number
}
