import { customerUrl, type WriteMail } from '../define-mail.ts'
import type { MailWords } from '../words/mail-words.ts'

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
}

type DelinkWords = 'delinkRequest' | 'delinkAccepted' | 'delinkRejected' | 'delinkWithdrawn'

/** What every mail about a delink shows; whoever still has to answer gets a way there. */
export function delinkContent(key: DelinkWords & keyof MailWords, { open }: { open: boolean }): WriteMail<DelinkData> {
  return (data, context) => {
    const { words } = context
    const page = words[key]
    const answer =
      data.reader === 'msp'
        ? { label: words.actions.openCustomer, url: customerUrl(context, data.customerId) }
        : { label: words.actions.signIn, url: `${context.publicUrl}/sign-in` }
    return {
      subject: page.subject(data),
      heading: page.heading(data),
      paragraphs: page.paragraphs(data),
      facts: [
        [words.labels.company, data.companyName],
        [words.labels.managedBy, data.mspName],
        [words.labels.customerId, data.customerId],
      ],
      actions: open ? [answer] : [],
      reason: page.reason(data),
    }
  }
}
