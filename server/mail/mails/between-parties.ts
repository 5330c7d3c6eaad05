import type { MailContent } from '../layout.ts'
import type { WritingContext } from '../define-mail.ts'
import { shownSender, type Sender } from '../sender.ts'
import type { WordsKey } from '../words.ts'

/** What every mail between an MSP and its customer is filled with. */
export interface PartyData {
  mspName: string
  companyName: string
  customerId: string
  /** On which side the reader stands. */
  reader: 'msp' | 'customer'
  /** Who did it as the reader may see them: masked across organisations. */
  person: string
  /** Of mails to the customer. */
  sender?: Sender
}

export interface PartyWords<Data> {
  subject(data: Data): WordsKey
  heading: WordsKey
  paragraphs(data: Data): WordsKey[]
}

/** Its words, who sends it and why somebody gets it; what it lists and leads to is each mail's own. */
export function contentBetween<Data extends PartyData>(
  keys: PartyWords<Data>,
  data: Data,
  { words, logo }: WritingContext,
  own: Pick<MailContent, 'facts' | 'actions'>,
): MailContent {
  return {
    subject: words(keys.subject(data), data),
    heading: words(keys.heading, data),
    paragraphs: keys.paragraphs(data).map((key) => words(key, data)),
    ...own,
    sender: shownSender(data.sender, logo),
    reason: words(data.reader === 'msp' ? 'mail_reason_looks_after' : 'mail_reason_responsible', data),
  }
}
