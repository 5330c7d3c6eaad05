import type { MailTable } from '../database/schema.ts'
import { allMails } from './all-mails.ts'
import type { WriteMail, WritingContext } from './define-mail.ts'
import { layOut, type RenderedMail } from './layout.ts'
import { findWords } from './words.ts'

const byKind = new Map<string, WriteMail<never>>(allMails.map(({ kind, write }) => [kind, write]))

/** A mail of a kind that isn't here was queued by a newer server on the same database, and is left to it. */
export const mailKinds = [...byKind.keys()]

/** A queued mail with its data, as it is handed over at `now`. Throws for a kind this server doesn't know. */
export function renderMail(
  mail: Pick<MailTable, 'kind' | 'locale'> & { data: unknown },
  context: Pick<WritingContext, 'publicUrl' | 'now' | 'linkToken' | 'logo'>,
): RenderedMail {
  const write = byKind.get(mail.kind)
  if (!write) throw new Error('mail of an unknown kind')
  const content = write(mail.data as never, {
    ...context,
    locale: mail.locale,
    words: findWords(mail.locale),
  })
  return layOut(content, mail.locale)
}
