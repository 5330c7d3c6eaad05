import { findService } from '#shared/domain/service-catalogue.ts'
import { printDeadline } from '../../deadline.ts'
import { customerUrl, type WriteMail, type WritingContext } from '../../define-mail.ts'
import { contentBetween, type PartyData, type PartyWords } from '../between-parties.ts'

export type RequestMail =
  'management-request' | 'request-withdrawn' | 'request-accepted' | 'request-rejected' | 'request-closed'

export interface RequestData extends PartyData {
  managementType: 'fully' | 'jointly'
  services: string[]
  /** It was asked before. */
  again: boolean
  expiresAt: number
}

/** What every mail about a request to manage shows; `open`: whoever gets it can answer. */
export function requestContent(keys: PartyWords<RequestData>, { open }: { open: boolean }): WriteMail<RequestData> {
  return (data, context) => {
    const { words, locale } = context
    const deadline: [string, string] = [words('mail_label_answer_until'), printDeadline(data.expiresAt, locale)]
    return contentBetween(keys, data, context, {
      facts: [
        [words('mail_label_company'), data.companyName],
        [words('mail_label_customer_id'), data.customerId],
        [words('mail_label_msp'), data.mspName],
        [words('field_management_type'), words(`type_${data.managementType}`)],
        [words('field_services'), servicesOf(data, context)],
        ...(open ? [deadline] : []),
      ],
      actions: actionsOf(data, context, open),
    })
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
