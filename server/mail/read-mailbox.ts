/** What the mailbox page shows. */
import type { Database } from '../database/connection.ts'
import {
  countCapturedMails,
  findCapturedMail,
  listCapturedMails,
  type CapturedRow,
} from '../database/repository/mail.ts'

interface Range {
  offset: number
  limit: number
}

function summaryOf(mail: CapturedRow) {
  return { id: mail.id, to: mail.recipient, subject: mail.subject ?? '', at: mail.sent_at ?? mail.created_at }
}

const wholeOf = (mail: CapturedRow) => ({ ...summaryOf(mail), text: mail.text ?? '', html: mail.html ?? '' })

/** Newest first. */
export function openMailbox(database: Database) {
  const find = async (search: string, range: Range) => ({
    rows: await listCapturedMails(database, search, range),
    total: await countCapturedMails(database, search),
  })
  return {
    async list(search: string, range: Range) {
      const { rows, total } = await find(search, range)
      return { mails: rows.map(summaryOf), total }
    },
    async read(search: string, range: Range) {
      const { rows, total } = await find(search, range)
      return { mails: rows.map(wholeOf), total }
    },
    async find(id: string) {
      const row = await findCapturedMail(database, id)
      return row ? wholeOf(row) : null
    },
  }
}
