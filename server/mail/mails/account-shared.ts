import { defineMail } from '../define-mail.ts'
import { contentBetween, type PartyData } from './between-parties.ts'

/** To the people of a company that its MSP managed alone: they have the account again (M14). */
export const accountShared = defineMail('account-shared', (data: PartyData, context) =>
  contentBetween(
    {
      subject: () => 'mail_account_shared_subject',
      heading: 'mail_account_shared_heading',
      paragraphs: () => ['mail_account_shared_by', 'mail_account_shared_from_now'],
    },
    data,
    context,
    {
      facts: [
        [context.words('mail_label_company'), data.companyName],
        [context.words('mail_label_managed_by'), data.mspName],
        [context.words('mail_label_customer_id'), data.customerId],
      ],
      actions: [{ label: context.words('mail_action_open_account'), url: `${context.publicUrl}/account` }],
    },
  ),
)
