/** Every sentence mail is made of. A language is one file with all of them; nothing else in `mail/` has words. */
import type { ChangeEmailData } from '../mails/change-email.ts'
import type { CustomerRegisteredData } from '../mails/customer-registered.ts'
import type { DelinkData } from '../mails/delink-content.ts'
import type { EmailChangedData } from '../mails/email-changed.ts'
import type { InvitationData } from '../mails/invitation.ts'
import type { InvitationDeclinedData } from '../mails/invitation-declined.ts'
import type { PersonInvitationData } from '../mails/person-invitation.ts'
import type { NewDeviceData } from '../mails/new-device.ts'
import type { PasswordChangedData } from '../mails/password-changed.ts'
import type { ResetPasswordData } from '../mails/reset-password.ts'
import type { SecondFactorChangedData } from '../mails/second-factor-changed.ts'
import type { VerifyEmailData } from '../mails/verify-email.ts'

interface Page<Data> {
  subject(data: Data): string
  heading(data: Data): string
  paragraphs(data: Data): string[]
  reason(data: Data): string
}

export interface MailWords {
  labels: {
    company: string
    managedBy: string
    managementType: string
    services: string
    deadline: string
    questions: string
    contact: string
    customerId: string
    organisation: string
    role: string
    details: string
    worksUntil: string
    changedAt: string
    newEmail: string
    device: string
    signedInAt: string
  }
  roles: { superAdmin: string; mspAdmin: string; admin: string }
  actions: {
    register: string
    decline: string
    signIn: string
    openCustomer: string
    confirmEmail: string
    setPassword: string
    forgotPassword: string
  }
  jointly: string
  invitation: Page<InvitationData> & {
    /** In the place of the paragraphs, to whom the MSP has looked after alone until now. */
    conversion(data: InvitationData): string[]
    agreement(data: InvitationData): string
    declineNote: string
    replyNote(data: InvitationData): string
  }
  /** What differs from the invitation. */
  invitationReminder: Pick<Page<InvitationData>, 'subject' | 'heading' | 'paragraphs'>
  delinkRequest: Page<DelinkData>
  delinkReminder: Pick<Page<DelinkData>, 'subject' | 'heading'>
  delinkAccepted: Page<DelinkData>
  delinkRejected: Page<DelinkData>
  delinkWithdrawn: Page<DelinkData>
  verifyEmail: Page<VerifyEmailData>
  personInvitation: Page<PersonInvitationData> & { ignoreNote: string }
  /** What differs from the invitation. */
  personInvitationReminder: Pick<Page<PersonInvitationData>, 'subject' | 'heading' | 'paragraphs'>
  resetPassword: Page<ResetPasswordData> & { ignoreNote: string }
  passwordChanged: Page<PasswordChangedData>
  changeEmail: Page<ChangeEmailData>
  emailChanged: Page<EmailChangedData>
  secondFactorChanged: Page<SecondFactorChangedData>
  newDevice: Page<NewDeviceData> & { device(browser: string, system: string): string; unknownDevice: string }
  customerRegistered: Page<CustomerRegisteredData>
  invitationDeclined: Page<InvitationDeclinedData>
}
