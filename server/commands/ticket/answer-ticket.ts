/** What the operator makes of a ticket (M15): it says so where it was written, and whoever wrote it is mailed. */
import { can } from '#shared/domain/access/can.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { loadAccess, relationshipFacts } from '../../auth/access.ts'
import { saveTicket } from '../../database/repository/customer/support-ticket.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { getRelationship } from '../../database/repository/relationship.ts'
import type { SupportTicketTable } from '../../database/tables/service-record-table.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'

/** `isMailed`: not to whoever no longer sees the customer. */
export interface AnsweredTicket {
  isMailed: boolean
}

export type TicketAnswer = { state: 'answered'; answer: string } | { state: 'closed'; answer: string | null }

/** The caller holds the ticket, which isn't closed. */
export async function answerTicket(
  context: MailContext,
  ticket: SupportTicketTable,
  { state, answer }: TicketAnswer,
): Promise<AnsweredTicket> {
  const { unit } = context
  await saveTicket(unit, ticket, {
    state,
    ...(answer !== null && { answer, answered_at: unit.now }),
    ...(state === 'closed' && { closed_at: unit.now }),
  })
  const relationship = await getRelationship(unit.trx, ticket.relationship_id)
  const writer = await loadAccess(unit.trx, ticket.opened_by)
  const sees = writer && can(writer, 'view', { type: 'relationship', ...relationshipFacts(relationship) })
  if (!sees || !isManaging(relationship)) return { isMailed: false }
  const customer = await findOrganisation(unit.trx, ticket.customer_id)
  await queueMail(context, {
    kind: 'ticket-answered',
    organisationId: ticket.organisation_id,
    to: writer.email,
    locale: writer.locale,
    data: {
      companyName: customer?.name ?? '',
      customerId: ticket.customer_id,
      serviceName: findService(ticket.service)?.name ?? ticket.service,
      text: ticket.body,
      answer: answer ?? '',
      state,
    },
    // Each answer is a mail of its own.
    decisionId: unit.ids.randomId(),
  })
  return { isMailed: true }
}
