import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { recipientsOf, partyNames, personFor, senderOf } from '../../commands/recipients.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Carried } from '../effects.ts'

type DelinkMail = 'delink-request' | 'delink-reminder' | 'delink-accepted' | 'delink-rejected' | 'delink-withdrawn'

/** Mails everybody who answers for `reader`'s side. */
export async function mailDelink(
  carried: Carried,
  kind: DelinkMail,
  { requestedBy, reader }: { requestedBy: RelationshipSide; reader: RelationshipSide },
): Promise<void> {
  const { unit, access, itemId, relationship, side } = carried
  const names = await partyNames(unit.trx, relationship)
  const person = personFor(access, side, reader)
  const sender = reader === 'customer' ? await senderOf(unit.trx, relationship) : undefined
  const data = {
    ...names,
    customerId: relationship.customer_id,
    requestedBy,
    reader,
    person,
    ...(sender && { sender }),
  }
  const organisationId = reader === 'msp' ? relationship.msp_id : relationship.customer_id
  // Asking, asking again and taking it back can go on for ever; an answer comes once.
  const asks = kind === 'delink-request' || kind === 'delink-reminder'
  const asking = { organisationId: access.organisationId, userId: access.userId, within: relationship.id }
  for (const { email, locale } of await recipientsOf(unit.trx, relationship, reader)) {
    await queueMail(carried, {
      kind,
      organisationId,
      to: email,
      locale,
      data,
      decisionId: itemId,
      ...(sender?.replyAddress && { replyTo: sender.replyAddress }),
      ...(asks && { asking }),
    })
  }
}
