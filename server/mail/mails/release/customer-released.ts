import { defineMail } from '../../define-mail.ts'
import { releaseContent, type ReleaseData } from './release-content.ts'

export interface CustomerReleasedData extends ReleaseData {
  /** By people of its own; otherwise its contact gets a link to register by. */
  isAnsweredFor: boolean
}

export const customerReleased = defineMail('customer-released', (data: CustomerReleasedData, context) => {
  const { words, publicUrl } = context
  const isBack = data.reader === 'customer' && data.isAnsweredFor
  const toCustomer = isBack ? 'mail_customer_released_people' : 'mail_customer_released_contact'
  return releaseContent(data, context, {
    subject: 'mail_customer_released_subject',
    paragraphs: [data.reader === 'msp' ? 'mail_customer_released_msp' : toCustomer],
    actions: isBack ? [{ label: words('sign_in_action'), url: `${publicUrl}/sign-in` }] : [],
  })
})
