import type { Relationship } from '../database/repository/relationship.ts'
import type { MailData, MailKind } from '../mail/all-mails.ts'
import { queueMail, type MailContext } from '../mail/queue.ts'
import { mspRecipients } from './recipients.ts'

interface MspMail<Kind extends MailKind> {
  kind: Kind
  data: MailData[Kind]
  decisionId: string
}

/** Tells those of an MSP whom something about this customer concerns. */
export async function mailMsp<Kind extends MailKind>(
  context: MailContext,
  relationship: Relationship,
  mail: MspMail<Kind>,
): Promise<void> {
  const organisationId = relationship.msp_id
  for (const { email: to, locale } of await mspRecipients(context.unit.trx, relationship))
    await queueMail(context, { ...mail, organisationId, to, locale })
}
