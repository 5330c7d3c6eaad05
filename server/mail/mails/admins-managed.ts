import { defineMail } from '../define-mail.ts'
import { shownSender, type Sender } from '../sender.ts'
import type { WordsKey } from '../words.ts'

/** What an MSP decides about a customer's admins and roles, by what the audit log calls it. Asking somebody once more decides nothing. */
const told = {
  'person-invited': 'mail_admins_managed_invited',
  'person-invitation-revoked': 'mail_admins_managed_revoked',
  'person-access-changed': 'mail_admins_managed_changed',
  'person-blocked': 'mail_admins_managed_blocked',
  'person-reactivated': 'mail_admins_managed_reactivated',
  'person-removed': 'mail_admins_managed_removed',
  'role-added': 'mail_admins_managed_role_added',
  'role-changed': 'mail_admins_managed_role_changed',
  'role-deleted': 'mail_admins_managed_role_deleted',
} as const satisfies Record<string, WordsKey>

type ManagedEvent = keyof typeof told

export const isManagedEvent = (event: string): event is ManagedEvent => Object.hasOwn(told, event)

export interface AdminsManagedData {
  event: ManagedEvent
  mspName: string
  companyName: string
  /** Who of the MSP did it, as its customer may see them: masked. */
  person: string
  /** Whom it is about; of a role what it is called. */
  fullName: string
  roleName: string
  sender: Sender
}

/** To the super admins, who let their MSP do it and can end that (C7). */
export const adminsManaged = defineMail('admins-managed', (data: AdminsManagedData, context) => {
  const { words, logo, publicUrl } = context
  return {
    subject: words('mail_admins_managed_subject', data),
    heading: words('mail_admins_managed_subject', data),
    paragraphs: [words(told[data.event], data), words('mail_admins_managed_granted', data)],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_managed_by'), data.mspName],
    ],
    actions: [{ label: words('mail_action_open_admins'), url: `${publicUrl}/administrators` }],
    sender: shownSender(data.sender, logo),
    reason: words('mail_admins_managed_reason', data),
  }
})
