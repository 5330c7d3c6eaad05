import { customerUrl, type WriteMail } from '../../define-mail.ts'
import { contentBetween, type PartyData, type PartyWords } from '../between-parties.ts'

export interface DelinkData extends PartyData {
  /** Whose request it is. */
  requestedBy: 'msp' | 'customer'
}

/** What every mail about a delink shows; whoever still has to answer gets a way there. */
export function delinkContent(keys: PartyWords<DelinkData>, { open }: { open: boolean }): WriteMail<DelinkData> {
  return (data, context) => {
    const { words } = context
    const answer =
      data.reader === 'msp'
        ? { label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }
        : { label: words('mail_action_sign_in'), url: `${context.publicUrl}/sign-in` }
    return contentBetween(keys, data, context, {
      facts: [
        [words('mail_label_company'), data.companyName],
        [words('mail_label_managed_by'), data.mspName],
        [words('mail_label_customer_id'), data.customerId],
      ],
      actions: open ? [answer] : [],
    })
  }
}
