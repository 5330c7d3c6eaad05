import { customerUrl, type WriteMail } from '../define-mail.ts'
import { shownSender, type Sender } from '../sender.ts'
import type { WordsKey } from '../words.ts'

export interface DelinkData {
  mspName: string
  companyName: string
  customerId: string
  /** Whose request it is. */
  requestedBy: 'msp' | 'customer'
  /** On which side the reader stands. */
  reader: 'msp' | 'customer'
  /** Who did it as the reader may see them: masked across organisations. */
  person: string
  /** Of mails to the customer. */
  sender?: Sender
}

interface DelinkWords {
  subject(data: DelinkData): WordsKey
  heading: WordsKey
  paragraphs(data: DelinkData): WordsKey[]
}

/** What every mail about a delink shows; whoever still has to answer gets a way there. */
export function delinkContent(keys: DelinkWords, { open }: { open: boolean }): WriteMail<DelinkData> {
  return (data, context) => {
    const { words } = context
    const answer =
      data.reader === 'msp'
        ? { label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }
        : { label: words('mail_action_sign_in'), url: `${context.publicUrl}/sign-in` }
    return {
      subject: words(keys.subject(data), data),
      heading: words(keys.heading, data),
      paragraphs: keys.paragraphs(data).map((key) => words(key, data)),
      facts: [
        [words('mail_label_company'), data.companyName],
        [words('mail_label_managed_by'), data.mspName],
        [words('mail_label_customer_id'), data.customerId],
      ],
      actions: open ? [answer] : [],
      sender: shownSender(data.sender, context.logo),
      reason: words(data.reader === 'msp' ? 'mail_reason_looks_after' : 'mail_reason_responsible', data),
    }
  }
}
