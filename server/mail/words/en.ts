import { fullName } from '#shared/domain/text/person-name.ts'
import type { DelinkData } from '../mails/delink-content.ts'
import type { MailWords } from './mail-words.ts'

const delinkReason = ({ reader, mspName, companyName }: DelinkData) =>
  reader === 'customer'
    ? `You get this mail because you are responsible for the account of ${companyName} in Tandem.`
    : `You get this mail because you look after ${companyName} for ${mspName} in Tandem.`

export const en: MailWords = {
  labels: {
    company: 'Company',
    managedBy: 'Managed by',
    managementType: 'Customer management type',
    services: 'Services',
    deadline: 'Register before',
    questions: 'Questions',
    contact: 'Contact',
    customerId: 'Customer\u00a0ID',
    organisation: 'Organisation',
    role: 'Role',
    details: 'Supporting details',
    worksUntil: 'Works until',
    changedAt: 'Changed',
    newEmail: 'New address',
    device: 'Device',
    signedInAt: 'Signed in',
  },
  actions: {
    register: 'Register',
    decline: 'Decline',
    signIn: 'Sign in to answer',
    openCustomer: 'Open customer',
    confirmEmail: 'Confirm email',
    setPassword: 'Set new password',
    forgotPassword: 'Forgot your password?',
  },
  roles: { superAdmin: 'Super Admin', mspAdmin: 'MSP Admin', admin: 'Admin' },
  jointly: 'Jointly managed',
  invitation: {
    subject: ({ mspName, companyName }) => `${mspName} invites ${companyName} to Tandem`,
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName} has set up an account for ${companyName} in Tandem, where you and ${mspName} look after it together. Register to use it.`,
    ],
    conversion: ({ mspName, companyName }) => [
      `So far ${mspName} has managed the account of ${companyName} in Tandem alone, without a sign-in for you. It is jointly managed now: you and ${mspName} look after it together. Register to use it.`,
      `You see the account as it is today, and every change from now on. The services stay as they are.`,
    ],
    agreement: ({ mspName }) =>
      `By registering you agree that ${mspName} manages these services together with you. Both sides see each other's changes to the account and can undo them.`,
    declineNote:
      'If you do not want this, decline. Nothing happens if you ignore this mail: the link simply stops working.',
    replyNote: ({ mspName }) => `A reply to this mail goes to ${mspName}.`,
    reason: ({ mspName, companyName }) =>
      `You get this mail because ${mspName} named you as the contact of ${companyName}.`,
  },
  invitationReminder: {
    subject: ({ mspName, companyName }) => `Reminder: ${mspName} invites ${companyName} to Tandem`,
    heading: ({ firstName }) => `Hello ${firstName}, your invitation is still open`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName} invited ${companyName} to Tandem and reminds you of it. The links in earlier mails of this invitation work too, and the deadline has not moved.`,
    ],
  },
  delinkRequest: {
    subject: ({ requestedBy, mspName, companyName }) =>
      requestedBy === 'msp'
        ? `${mspName} asks to stop managing ${companyName}`
        : `${companyName} asks to end its management by ${mspName}`,
    heading: ({ companyName }) => `Delink request for ${companyName}`,
    paragraphs: ({ requestedBy, mspName, companyName, person }) => [
      requestedBy === 'msp'
        ? `${mspName} (${person}) asks to end its management of ${companyName}.`
        : `${companyName} (${person}) asks to end its management by ${mspName}.`,
      `Until somebody answers, everything goes on as usual. If you accept, ${mspName} loses all access at once; ${companyName} keeps its account, its people and its data.`,
    ],
    reason: delinkReason,
  },
  delinkReminder: {
    subject: ({ companyName }) => `Reminder: a delink request for ${companyName} waits for your answer`,
    heading: ({ companyName }) => `The delink request for ${companyName} is still open`,
  },
  delinkAccepted: {
    subject: ({ mspName, companyName }) => `${mspName} no longer manages ${companyName}`,
    heading: ({ companyName }) => `${companyName} is delinked`,
    paragraphs: ({ reader, mspName, companyName, person }) => [
      `The delink request was accepted (${person}).`,
      reader === 'customer'
        ? `${mspName} no longer has access to the account of ${companyName}. Your super admins have full access, and all account data stays with you.`
        : `${mspName} no longer has access to ${companyName}. Copies on your devices are removed at their next contact.`,
    ],
    reason: delinkReason,
  },
  delinkRejected: {
    subject: ({ companyName }) => `The delink request for ${companyName} was rejected`,
    heading: () => 'Delink request rejected',
    paragraphs: ({ mspName, companyName, person }) => [
      `The delink request was rejected (${person}). ${mspName} goes on managing ${companyName} together with it; nothing has changed.`,
    ],
    reason: delinkReason,
  },
  delinkWithdrawn: {
    subject: ({ companyName }) => `The delink request for ${companyName} was withdrawn`,
    heading: () => 'Delink request withdrawn',
    paragraphs: ({ mspName, companyName, person }) => [
      `The delink request was withdrawn (${person}). You need not answer it: ${mspName} and ${companyName} go on as before.`,
    ],
    reason: delinkReason,
  },
  verifyEmail: {
    subject: () => 'Confirm your email address for Tandem',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: ({ organisationName }) => [
      `You set up Tandem for ${organisationName} with this address. Confirm that it is yours.`,
    ],
    reason: () =>
      'You get this mail because this address was given when Tandem was set up. If that was not you, ignore it.',
  },
  personInvitation: {
    subject: ({ organisationName }) => `${organisationName} invites you to Tandem`,
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy} invites you to work in Tandem for ${organisationName}. Register to begin.`,
    ],
    ignoreNote: 'If you did not expect this, ignore it: nothing happens, and the link simply stops working.',
    reason: ({ organisationName }) =>
      `You get this mail because ${organisationName} named you as an administrator in Tandem.`,
  },
  personInvitationReminder: {
    subject: ({ organisationName }) => `Reminder: ${organisationName} invites you to Tandem`,
    heading: ({ firstName }) => `Hello ${firstName}, your invitation is still open`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy} invited you to work in Tandem for ${organisationName} and reminds you of it. The links in earlier mails of this invitation work too, and the deadline has not moved.`,
    ],
  },
  resetPassword: {
    subject: () => 'A new password for Tandem',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: () => [
      'Somebody asked for a new password for this address, on the sign-in page. The link leads to where it is set. It works once.',
    ],
    ignoreNote: 'If that was not you, ignore this mail: your password stays as it is.',
    reason: () => 'You get this mail because somebody entered this address under “Forgot your password?”.',
  },
  passwordChanged: {
    subject: () => 'Your password for Tandem was changed',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: () => [
      'Your password was changed, and your other devices were signed out. What waits on them stays there, and is sent once you sign in again.',
      'If that was not you, get a new password at once and tell your super admin.',
    ],
    reason: () => 'You get this mail because this is your address in Tandem.',
  },
  changeEmail: {
    subject: () => 'Confirm your new address for Tandem',
    heading: () => 'Is this address yours?',
    paragraphs: () => [
      'Somebody wants to sign in to Tandem with this address from now on. If that is you, confirm it.',
    ],
    reason: () => 'You get this mail because this address was entered in a profile. If that was not you, ignore it.',
  },
  emailChanged: {
    subject: () => 'Your address for Tandem was changed',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: () => [
      'From now on you sign in to Tandem with another address, and mails go there. Your password stays the same.',
      'If that was not you, tell your super admin at once.',
    ],
    reason: () => 'You get this mail because this was your address in Tandem.',
  },
  newDevice: {
    subject: () => 'A new device signed in to Tandem as you',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: () => [
      'Somebody signed in with your address and password on a device that Tandem had not seen you on before.',
      'If that was you, there is nothing to do. If not, get a new password at once: that ends it there.',
    ],
    device: (browser, system) => `${browser} on ${system}`,
    unknownDevice: 'Unknown browser',
    reason: () => 'You get this mail because this is your address in Tandem.',
  },
  secondFactorChanged: {
    subject: ({ isOn }) =>
      isOn ? 'Your sign-in to Tandem has a second factor' : 'Your sign-in to Tandem has no second factor any more',
    heading: ({ firstName }) => `Hello ${firstName}`,
    paragraphs: ({ isOn }) => [
      isOn
        ? 'From now on, signing in takes a code from your app besides your password.'
        : 'Your second factor was turned off. Your password alone is enough again.',
      'If that was not you, get a new password at once and tell your super admin.',
    ],
    reason: () => 'You get this mail because this is your address in Tandem.',
  },
  customerRegistered: {
    subject: ({ companyName }) => `${companyName} has registered`,
    heading: ({ companyName }) => `${companyName} has registered`,
    paragraphs: ({ companyName, firstName, lastName }) => [
      `${fullName(firstName, lastName)} accepted your invitation. You and ${companyName} now manage the account together.`,
    ],
    reason: ({ mspName, companyName }) =>
      `You get this mail because you look after ${companyName} for ${mspName} in Tandem.`,
  },
  invitationDeclined: {
    subject: ({ companyName }) => `${companyName} declined your invitation`,
    heading: ({ companyName }) => `${companyName} declined`,
    paragraphs: ({ companyName, email }) => [
      `The invitation to ${email} was declined. ${companyName} stays in your list; “Resend email invite” in its details sends a new invitation.`,
    ],
    reason: ({ mspName, companyName }) =>
      `You get this mail because you look after ${companyName} for ${mspName} in Tandem.`,
  },
}
