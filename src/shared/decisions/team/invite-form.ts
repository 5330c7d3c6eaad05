/** What `Invite Admins` asks for, empty. */
import type { Locale } from '../../domain/organisation.ts'
import { allCustomers, type ScopeSetting } from '../../domain/access/scope.ts'

export interface AccessForm {
  /** A RoleChoice. */
  role: string
  scope: ScopeSetting
}

export interface InviteForm extends Record<string, unknown> {
  firstName: string
  lastName: string
  workEmail: string
  access: AccessForm
  details: string
  /** Empty: as the inviting person's. */
  mailLanguage: Locale | ''
}

export const emptyInviteForm: Readonly<InviteForm> = {
  firstName: '',
  lastName: '',
  workEmail: '',
  access: { role: 'admin', scope: allCustomers },
  details: '',
  mailLanguage: '',
}
