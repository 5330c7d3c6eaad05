/** Mail is queued in the transaction of its decision and leaves after the commit, at least once, with one Message-ID. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { insertMail } from '../database/repository/mail.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { spendBudget, type Asking, type MailLimits } from './budget.ts'
import type { MailData, MailKind } from './all-mails.ts'

export interface QueuedMail<Kind extends MailKind> {
  kind: Kind
  /** The recipient's. */
  organisationId: OrganisationId
  to: string
  locale: Locale
  data: MailData[Kind]
  /** Names the decision; together with kind and address it stops a second mail. */
  decisionId: string
  /** Of mail that asks its reader for something; without it always sent, and at once. */
  asking?: Asking
  /** Leaves no earlier, ms. */
  notBefore?: number
  replyTo?: string
  invitationId?: string
}

export interface MailContext {
  services: { wakeMail(): void; publicUrl: string; key: Uint8Array; config: { limits: MailLimits } }
  unit: UnitOfWork
}

/** Throws Refusal: mailed-enough, for mail that asks. */
export async function queueMail<Kind extends MailKind>(
  { services, unit }: MailContext,
  mail: QueuedMail<Kind>,
): Promise<void> {
  const { key, config, publicUrl } = services
  const mayLeaveAt = mail.asking
    ? await spendBudget({ key, limits: config.limits }, unit, mail.to, mail.asking)
    : unit.now
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
    message_id: `<${id}@${new URL(publicUrl).hostname}>`,
    state: 'waiting',
    attempts: 0,
    next_attempt_at: Math.max(mayLeaveAt, mail.notBefore ?? 0),
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
