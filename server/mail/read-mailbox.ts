import type { Database } from '../database/connection.ts'
import { listCapturedMails } from '../database/repository/mail.ts'

const mostShown = 200

/** What the mailbox page shows, newest first. */
export async function readMailbox(database: Database) {
  const mails = await listCapturedMails(database, mostShown)
  return mails.map((mail) => ({
    id: mail.id,
    to: mail.recipient,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    at: mail.sent_at ?? mail.created_at,
  }))
}
