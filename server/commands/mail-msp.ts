import { can } from '#shared/domain/access/can.ts'
import { findRelationshipNotification } from '#shared/domain/notification/notification-rules.ts'
import { relationshipFacts } from '../auth/access.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import type { MailData, MailKind } from '../mail/all-mails.ts'
import { queueMail, type MailContext } from '../mail/queue.ts'
import type { UserTable } from '../database/schema.ts'
import { listMailReaders } from './notification/mail-readers.ts'
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
  for (const { email: to, locale } of await listReaders(context, relationship, mail.kind))
    await queueMail(context, { ...mail, organisationId, to, locale })
}

/** What the bell tells of, too, they may have turned on or off (M21). */
async function listReaders({ unit }: MailContext, relationship: Relationship, kind: MailKind): Promise<UserTable[]> {
  const meant = await mspRecipients(unit.trx, relationship)
  const told = findRelationshipNotification(kind)
  if (!told) return meant
  const target = { type: 'relationship', ...relationshipFacts(relationship) } as const
  return listMailReaders(unit.trx, {
    organisationId: relationship.msp_id,
    category: told.category,
    meant,
    isPermitted: (access) => can(access, told.permission, target),
  })
}
