import { findService } from '#shared/domain/service-catalogue.ts'
import { printDeadline } from '../../deadline.ts'
import { customerUrl, type WriteMail, type WritingContext } from '../../define-mail.ts'
import { shownSender, type Sender } from '../../sender.ts'
import type { WordsKey } from '../../words.ts'

export type RequestMail =
  'management-request' | 'request-withdrawn' | 'request-accepted' | 'request-rejected' | 'request-closed'

export interface RequestData {
  mspName: string
  companyName: string
  customerId: string
  managementType: 'fully' | 'jointly'
  services: string[]
  reader: 'msp' | 'customer'
  /** Who did it as the reader may see them: masked across organisations. */
  person: string
  /** It was asked before. */
  again: boolean
  expiresAt: number
  /** Of mails to the customer. */
  sender?: Sender
}

interface RequestWords {
  subject(data: RequestData): WordsKey
  heading: WordsKey
  paragraphs(data: RequestData): WordsKey[]
}

/** What every mail about a request to manage shows; `open`: whoever gets it can answer. */
export function requestContent(keys: RequestWords, { open }: { open: boolean }): WriteMail<RequestData> {
  return (data, context) => {
    const { words } = context
    return {
      subject: words(keys.subject(data), data),
      heading: words(keys.heading, data),
      paragraphs: keys.paragraphs(data).map((key) => words(key, data)),
      facts: [
        [words('mail_label_company'), data.companyName],
        [words('mail_label_customer_id'), data.customerId],
        [words('mail_label_msp'), data.mspName],
        [words('field_management_type'), words(`type_${data.managementType}`)],
        [words('field_services'), servicesOf(data, context)],
        ...(open
          ? [[words('mail_label_answer_until'), printDeadline(data.expiresAt, context.locale)] as [string, string]]
          : []),
      ],
      actions: actionsOf(data, context, open),
      sender: shownSender(data.sender, context.logo),
      reason: words(data.reader === 'msp' ? 'mail_reason_looks_after' : 'mail_reason_responsible', data),
    }
  }
}

function servicesOf({ managementType, services }: RequestData, { words }: WritingContext): string {
  if (managementType === 'fully') return words('request_all_services')
  return services.map((id) => findService(id)?.name ?? id).join(', ')
}

function actionsOf(data: RequestData, context: WritingContext, open: boolean) {
  const { words, publicUrl } = context
  if (open) return [{ label: words('mail_action_sign_in'), url: `${publicUrl}/sign-in` }]
  return data.reader === 'msp'
    ? [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }]
    : []
}
