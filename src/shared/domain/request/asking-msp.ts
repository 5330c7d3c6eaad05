import type { OrganisationId } from '../ids.ts'

/** An MSP that has asked this customer whether it may manage it (M10), and whether it may still ask (C12): the customer's own. */
export interface AskingMsp {
  /** Its MSP ID. */
  id: OrganisationId
  /** As it called itself when it asked last. */
  name: string
  /** When a super admin last said no, ms. */
  rejectedAt: number | null
  /** Since when it may not ask, ms. */
  blockedAt: number | null
  /** Who of the customer's people decided that; empty where they are gone, and while nobody did. */
  blockedBy: string
  /** Counts blocks and their ends: asking again changes nothing of what somebody saw. */
  version: number
}
