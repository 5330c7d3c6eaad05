import type { ServiceId } from '#shared/domain/service.ts'
import type { ServiceStatus } from '#shared/domain/service-record.ts'
import type { TicketState } from '#shared/domain/support/support-ticket.ts'

/** What is kept of a service at the end, since it goes on. */
export interface ExportedService {
  service: ServiceId
  status: ServiceStatus
  since: number
}

/** Of a support ticket (M15), which may be answered after the end. */
export interface ExportedTicket {
  service: ServiceId
  text: string
  openedBy: string
  openedAt: number
  state: TicketState
  answer: string
}

/** Who acted, as this side saw them then. */
export interface ExportedActor {
  organisation: string
  person: string
}

export const actorKey = (userId: string | null, organisationId: string) => `${userId ?? ''} ${organisationId}`
