/** Mail is queued in the transaction of its decision and leaves after the commit, at least once, with one Message-ID. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { insertMail } from '../database/repository/mail.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { MailData, MailKind } from './mail-data.ts'

export interface QueuedMail<Kind extends MailKind> {
  kind: Kind
  /** The recipient's. */
  organisationId: OrganisationId
  to: string
  locale: Locale
  data: MailData[Kind]
  /** Names the decision; together with kind and address it stops a second mail. */
  decisionId: string
  replyTo?: string
  invitationId?: string
}

export interface MailContext {
  services: { wakeMail(): void; publicUrl: string }
  unit: UnitOfWork
}

export async function queueMail<Kind extends MailKind>(
  { services, unit }: MailContext,
  mail: QueuedMail<Kind>,
): Promise<void> {
  const id = unit.ids.randomId()
  await insertMail(unit.trx, {
    id,
    organisation_id: mail.organisationId,
    kind: mail.kind,
    recipient: mail.to,
    reply_to: mail.replyTo ?? null,
    locale: mail.locale,
    data: JSON.stringify(mail.data),
    once_key: `${mail.kind}:${mail.decisionId}:${mail.to}`,
    message_id: `<${id}@${new URL(services.publicUrl).hostname}>`,
    state: 'waiting',
    attempts: 0,
    next_attempt_at: unit.now,
    last_error: null,
    created_at: unit.now,
    sent_at: null,
    invitation_id: mail.invitationId ?? null,
    subject: null,
    html: null,
    text: null,
  })
  unit.afterCommit(() => services.wakeMail())
}
