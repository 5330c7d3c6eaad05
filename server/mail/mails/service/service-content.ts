import { findService } from '#shared/domain/service-catalogue.ts'
import { customerUrl, type WriteMail } from '../../define-mail.ts'
import { contentBetween, type PartyData, type PartyWords } from '../between-parties.ts'

export type ServiceMail = 'service-request' | 'service-withdrawn' | 'service-accepted' | 'service-rejected'

export interface ServiceData extends PartyData {
  services: string[]
}

/** What every mail about services that are to be managed besides shows (M13); whoever still has to answer gets a way there. */
export function serviceContent(keys: PartyWords<ServiceData>, { open }: { open: boolean }): WriteMail<ServiceData> {
  return (data, context) => {
    const { words, publicUrl } = context
    const toCustomer = { label: words('mail_action_sign_in'), url: `${publicUrl}/sign-in` }
    const toMsp = { label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }
    return contentBetween(keys, data, context, {
      facts: [
        [words('mail_label_company'), data.companyName],
        [words('mail_label_customer_id'), data.customerId],
        [words('mail_label_managed_by'), data.mspName],
        [words('field_services'), data.services.map((id) => findService(id)?.name ?? id).join(', ')],
      ],
      actions: data.reader === 'msp' ? [toMsp] : open ? [toCustomer] : [],
    })
  }
}
