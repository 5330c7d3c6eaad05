import type { Mail } from './define-mail.ts'
import { adminsManaged } from './mails/admins-managed.ts'
import { accountShared } from './mails/account-shared.ts'
import { confirmAlertAddress } from './mails/alert/confirm-alert-address.ts'
import { serviceAlert } from './mails/alert/service-alert.ts'
import { appointment } from './mails/appointment/appointment.ts'
import { appointmentAnnounced } from './mails/appointment/appointment-announced.ts'
import { changeEmail } from './mails/change-email.ts'
import { accountAdded } from './mails/contact/account-added.ts'
import { accountClosed } from './mails/contact/account-closed.ts'
import { contactChanged } from './mails/contact/contact-changed.ts'
import { customerRegistered } from './mails/customer-registered.ts'
import { delinkAccepted } from './mails/delink/delink-accepted.ts'
import { delinkRejected } from './mails/delink/delink-rejected.ts'
import { delinkReminder } from './mails/delink/delink-reminder.ts'
import { delinkRequest } from './mails/delink/delink-request.ts'
import { delinkWithdrawn } from './mails/delink/delink-withdrawn.ts'
import { emailChanged } from './mails/email-changed.ts'
import { invitation } from './mails/invitation.ts'
import { invitationDeclined } from './mails/invitation-declined.ts'
import { invitationTaken } from './mails/invitation-taken.ts'
import { invitationReminder } from './mails/invitation-reminder.ts'
import { personInvitation } from './mails/person-invitation.ts'
import { personJoined } from './mails/person-joined.ts'
import { personInvitationReminder } from './mails/person-invitation-reminder.ts'
import { customerReleased } from './mails/release/customer-released.ts'
import { releaseAnnounced } from './mails/release/release-announced.ts'
import { releaseStopped } from './mails/release/release-stopped.ts'
import { managementRequest } from './mails/request/management-request.ts'
import { requestAccepted } from './mails/request/request-accepted.ts'
import { requestClosed } from './mails/request/request-closed.ts'
import { requestRejected } from './mails/request/request-rejected.ts'
import { jointManagementAsked } from './mails/request/joint-management-asked.ts'
import { requestWithdrawn } from './mails/request/request-withdrawn.ts'
import { serviceAccepted } from './mails/service/service-accepted.ts'
import { serviceAdded } from './mails/service/service-added.ts'
import { serviceRejected } from './mails/service/service-rejected.ts'
import { serviceRequest } from './mails/service/service-request.ts'
import { serviceWithdrawn } from './mails/service/service-withdrawn.ts'
import { newDevice } from './mails/new-device.ts'
import { passwordChanged } from './mails/password-changed.ts'
import { resetPassword } from './mails/reset-password.ts'
import { applicationApproved } from './mails/application/application-approved.ts'
import { applicationRejected } from './mails/application/application-rejected.ts'
import { signUp } from './mails/sign-up/sign-up.ts'
import { signUpKnown } from './mails/sign-up/sign-up-known.ts'
import { secondFactorChanged } from './mails/second-factor-changed.ts'
import { ticketAnswered } from './mails/ticket/ticket-answered.ts'
import { ticketOpened } from './mails/ticket/ticket-opened.ts'
import { verifyEmail } from './mails/verify-email.ts'

/** Every mail that this server sends, by its one kind. */
export const allMails = [
  accountShared,
  invitation,
  invitationReminder,
  invitationDeclined,
  invitationTaken,
  customerRegistered,
  delinkRequest,
  delinkReminder,
  delinkAccepted,
  delinkRejected,
  delinkWithdrawn,
  personInvitation,
  personInvitationReminder,
  personJoined,
  applicationApproved,
  applicationRejected,
  signUp,
  signUpKnown,
  verifyEmail,
  resetPassword,
  passwordChanged,
  changeEmail,
  emailChanged,
  newDevice,
  secondFactorChanged,
  accountAdded,
  accountClosed,
  contactChanged,
  appointment,
  appointmentAnnounced,
  releaseAnnounced,
  releaseStopped,
  customerReleased,
  adminsManaged,
  managementRequest,
  requestAccepted,
  requestRejected,
  requestClosed,
  requestWithdrawn,
  jointManagementAsked,
  serviceAdded,
  serviceRequest,
  serviceWithdrawn,
  serviceAccepted,
  serviceRejected,
  ticketOpened,
  ticketAnswered,
  serviceAlert,
  confirmAlertAddress,
] as const

type AnyMail = (typeof allMails)[number]
export type MailKind = AnyMail['kind']
/** What each is filled with. */
export type MailData = {
  [Kind in MailKind]: Extract<AnyMail, { kind: Kind }> extends Mail<Kind, infer Data> ? Data : never
}
