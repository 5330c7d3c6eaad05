import type { OrganisationId } from '#shared/domain/ids.ts'

/** How an MSP shows itself (M26); its name is its organisation's. */
export interface MspProfileTable {
  organisation_id: OrganisationId
  address: string
  contact: string
  phone: string
  reply_address: string
  /** A PNG in base64; empty: none. */
  logo: string
  version: number
}
