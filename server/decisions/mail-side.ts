import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { recipientsOf, senderOf } from '../commands/recipients.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import type { MailData, MailKind } from '../mail/all-mails.ts'
import { queueMail } from '../mail/queue.ts'
import type { Sender } from '../mail/sender.ts'
import type { DecisionContext } from './decision-context.ts'

interface SideMail<Kind extends MailKind> {
  kind: Kind
  reader: RelationshipSide
  /** The MSP shows itself to its customer, not to its own people. */
  dataWith(sender: { sender: Sender } | Record<never, never>): MailData[Kind]
  decisionId: string
  /** It asks its reader for something, which one can do for ever. */
  asks: boolean
}

/** Mails everybody who answers for that side of the relationship. */
export async function mailSide<Kind extends MailKind>(
  context: DecisionContext,
  relationship: Relationship,
  { kind, reader, dataWith, decisionId, asks }: SideMail<Kind>,
): Promise<void> {
  const { unit, access } = context
  const sender = reader === 'customer' ? await senderOf(unit.trx, relationship) : undefined
  const asking = { organisationId: access.organisationId, userId: access.userId, within: relationship.id }
  for (const { email, locale } of await recipientsOf(unit.trx, relationship, reader)) {
    await queueMail(context, {
      kind,
      organisationId: reader === 'msp' ? relationship.msp_id : relationship.customer_id,
      to: email,
      locale,
      data: dataWith(sender ? { sender } : {}),
      decisionId,
      ...(sender?.replyAddress && { replyTo: sender.replyAddress }),
      ...(asks && { asking }),
    })
  }
}
