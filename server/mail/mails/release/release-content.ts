import type { MailContent } from '../../layout.ts'
import type { WritingContext } from '../../define-mail.ts'
import type { WordsKey } from '../../words.ts'

/** What every mail about a customer that an operator gives back to its people is filled with. */
export interface ReleaseData {
  mspName: string
  companyName: string
  customerId: string
  /** On which side the reader stands. */
  reader: 'msp' | 'customer'
  supportEmail: string | null
}

interface Own extends Pick<MailContent, 'actions'> {
  subject: WordsKey
  paragraphs: WordsKey[]
  facts?: [label: string, value: string][]
}

/** From the operator, not from the MSP: it may be gone. */
export function releaseContent(
  data: ReleaseData,
  { words }: WritingContext,
  { subject, paragraphs, facts = [], actions = [] }: Own,
): MailContent {
  const { companyName, mspName, customerId, supportEmail } = data
  const filled = { companyName, mspName }
  return {
    subject: words(subject, filled),
    heading: words(subject, filled),
    paragraphs: paragraphs.map((key) => words(key, filled)),
    facts: [
      [words('mail_label_company'), companyName],
      [words('mail_label_customer_id'), customerId],
      [words('mail_label_managed_by'), mspName],
      ...facts,
      ...(supportEmail === null ? [] : [[words('mail_label_questions'), supportEmail] as [string, string]]),
    ],
    actions,
    reason: words(data.reader === 'msp' ? 'mail_reason_looks_after' : 'mail_reason_responsible', filled),
  }
}
