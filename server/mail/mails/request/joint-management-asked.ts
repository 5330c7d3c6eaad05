import { customerUrl, defineMail } from '../../define-mail.ts'
import { contentBetween, type PartyData, type PartyWords } from '../between-parties.ts'

export interface JointManagementAskedData extends PartyData {
  /** It was asked before. */
  again: boolean
}

const keys: PartyWords<JointManagementAskedData> = {
  subject: ({ again }) => (again ? 'mail_joint_asked_subject_again' : 'mail_joint_asked_subject'),
  heading: 'mail_joint_asked_heading',
  paragraphs: () => ['mail_joint_asked_by', 'mail_joint_asked_answer'],
}

export const jointManagementAsked = defineMail('joint-management-asked', (data: JointManagementAskedData, context) => {
  const { words } = context
  return contentBetween(keys, data, context, {
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_customer_id'), data.customerId],
    ],
    actions: [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }],
  })
})
