import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { queueMail } from '../../mail/queue.ts'
import { audienceOf, partyNames, personFor } from '../audience.ts'
import type { CommandContext } from '../command-context.ts'

type DelinkMail = 'delink-request' | 'delink-reminder' | 'delink-accepted' | 'delink-rejected' | 'delink-withdrawn'

interface Parties {
  /** Who decided. */
  side: RelationshipSide
  requestedBy: RelationshipSide
}

/** Mails everybody who answers for `reader`'s side. */
export async function mailDelink(
  context: CommandContext,
  relationship: Relationship,
  kind: DelinkMail,
  parties: Parties,
  reader: RelationshipSide,
): Promise<void> {
  const { unit, access, itemId } = context
  const names = await partyNames(unit.trx, relationship)
  const person = personFor(access, parties.side, reader)
  const data = { ...names, customerId: relationship.customer_id, requestedBy: parties.requestedBy, reader, person }
  const organisationId = reader === 'msp' ? relationship.msp_id : relationship.customer_id
  // Asking, asking again and taking it back can go on for ever; an answer comes once.
  const asks = kind === 'delink-request' || kind === 'delink-reminder'
  const asking = { organisationId: access.organisationId, userId: access.userId, within: relationship.id }
  for (const { email, locale } of await audienceOf(unit.trx, relationship, reader)) {
    await queueMail(context, {
      kind,
      organisationId,
      to: email,
      locale,
      data,
      decisionId: itemId,
      ...(asks && { asking }),
    })
  }
}
