import { findService } from '#shared/domain/service-catalogue.ts'
import { ticketFields } from '#shared/domain/support/ticket-fields.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { partyNames } from '../../commands/recipients.ts'
import { hasOpenTicket, insertTicket, publishTicket } from '../../database/repository/customer/support-ticket.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Effects } from '../effects.ts'

/** Kept for the operator's command line, and mailed to where the operator reads mail, if there is such an address (M15). */
export const openTicketEffects: Effects<'open-ticket'> = {
  fields: ticketFields,
  async apply(carried, { service, ticketText }) {
    const { services, unit, access, itemId, relationship } = carried
    const { id: relationship_id, msp_id: organisation_id, customer_id } = relationship
    // One at a time of a service: whoever asks again reads first what came of the last one.
    if (await hasOpenTicket(unit.trx, { relationshipId: relationship_id, service }))
      throw new Refusal('ticket-open-already')
    const ticket = {
      id: itemId,
      organisation_id,
      relationship_id,
      customer_id,
      service,
      body: ticketText,
      opened_by: access.userId,
      opened_at: unit.now,
      state: 'open' as const,
      answer: null,
      answered_at: null,
      closed_at: null,
    }
    await insertTicket(unit.trx, ticket)
    publishTicket(unit, ticket)
    const { supportEmail } = services.config
    if (supportEmail === null) return
    await queueMail(carried, {
      kind: 'ticket-opened',
      organisationId: organisation_id,
      to: supportEmail,
      locale: access.locale,
      data: {
        ...(await partyNames(unit.trx, relationship)),
        customerId: customer_id,
        ticketId: itemId,
        serviceName: findService(service)?.name ?? service,
        person: maskEmail(access.email),
        text: ticketText,
      },
      decisionId: itemId,
    })
  },
}
