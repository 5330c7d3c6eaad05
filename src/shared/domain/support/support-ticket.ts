import type { RelationshipId } from '../ids.ts'
import type { ServiceId } from '../service.ts'

/** What an MSP's person asks the operator about a customer's service (M15), and what came of it. The customer never has it. */
export interface SupportTicket {
  id: string
  relationshipId: RelationshipId
  service: ServiceId
  text: string
  /** By name: it stays inside the MSP. */
  openedBy: string
  /** ms */
  openedAt: number
  state: TicketState
  /** As the operator wrote it last; empty: nothing yet. */
  answer: string
  answeredAt: number | null
}

export type TicketState = 'open' | 'answered' | 'closed'

export const ticketTextLimit = 2000
