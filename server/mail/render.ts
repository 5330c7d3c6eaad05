import type { MailTable } from '../database/schema.ts'
import { layOut, type RenderedMail } from './layout.ts'
import { readMailData, type MailData, type MailKind } from './mail-data.ts'
import { customerRegistered } from './templates/customer-registered.ts'
import { delinkAccepted } from './templates/delink-accepted.ts'
import { delinkRejected } from './templates/delink-rejected.ts'
import { delinkReminder } from './templates/delink-reminder.ts'
import { delinkRequest } from './templates/delink-request.ts'
import { delinkWithdrawn } from './templates/delink-withdrawn.ts'
import { invitation } from './templates/invitation.ts'
import { invitationDeclined } from './templates/invitation-declined.ts'
import { invitationReminder } from './templates/invitation-reminder.ts'
import type { Template, TemplateContext } from './templates/template.ts'
import { verifyEmail } from './templates/verify-email.ts'
import { findWords } from './words/find-words.ts'

const templates: { [Kind in MailKind]: Template<MailData[Kind]> } = {
  invitation,
  'invitation-reminder': invitationReminder,
  'delink-request': delinkRequest,
  'delink-reminder': delinkReminder,
  'delink-accepted': delinkAccepted,
  'delink-rejected': delinkRejected,
  'delink-withdrawn': delinkWithdrawn,
  'verify-email': verifyEmail,
  'customer-registered': customerRegistered,
  'invitation-declined': invitationDeclined,
}

/** A mail of a kind that isn't here was queued by a newer server on the same database, and is left to it. */
export const mailKinds = Object.keys(templates)

/** A queued mail as it is handed over at `now`. Throws for a kind this server doesn't know. */
export function renderMail(
  mail: Pick<MailTable, 'kind' | 'locale' | 'data'>,
  context: Pick<TemplateContext, 'publicUrl' | 'now' | 'linkToken'>,
): RenderedMail {
  const template = templates[mail.kind as MailKind] as Template<unknown> | undefined
  if (!template) throw new Error('mail of an unknown kind')
  const content = template(readMailData(mail.data), { ...context, locale: mail.locale, words: findWords(mail.locale) })
  return layOut(content, mail.locale)
}
