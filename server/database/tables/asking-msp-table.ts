import type { OrganisationId, UserId } from '#shared/domain/ids.ts'

/**
 * One MSP and one customer that it asked (M10). What is counted and decided of the two outlives every request: taking one back
 * and asking anew changes nothing of it.
 */
export interface AskingMspTable {
  /** The customer, whose own it is (C12). */
  organisation_id: OrganisationId
  msp_id: OrganisationId
  /** As it called itself when it asked last. */
  msp_name: string
  /** When the customer was last mailed a question of it, ms; null where the last one got a yes. */
  asked_at: number | null
  rejected_at: number | null
  /** Since when it may not ask, ms. */
  blocked_at: number | null
  blocked_by: UserId | null
  /** When that was last decided, whatever was, ms; null: never. */
  decided_at: number | null
  /** Counts blocks and their ends. */
  version: number
}
