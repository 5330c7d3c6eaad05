import type { ListStatus } from '#shared/domain/customer-record.ts'
import type { InvitationState } from '#shared/domain/invitation.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import type { Role } from '#shared/domain/user.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { knownWords } from './known-words.ts'

/** `queued`: a customer that is only on this device so far. */
const statuses: Record<ListStatus | 'queued', () => string> = {
  pending: m.status_pending,
  rejected: m.status_rejected,
  active: m.status_active,
  'delink-requested-by-msp': m.status_delink_requested_by_msp,
  'delink-requested-by-customer': m.status_delink_requested_by_customer,
  delinked: m.status_delinked,
  invited: m.status_invited,
  'invitation-expired': m.status_invitation_expired,
  'invitation-declined': m.status_invitation_was_declined,
  queued: m.status_queued,
}
export const statusWords = knownWords(statuses, m.status_unknown)

const types: Record<ManagementType, () => string> = {
  fully: m.status_type_fully,
  jointly: m.status_type_jointly,
}
export const managementTypeWords = knownWords(types, m.status_unknown)

const invitations: Record<InvitationState, () => string> = {
  none: m.status_invitation_none,
  waiting: m.status_invitation_waiting,
  sent: m.status_invitation_sent,
  expired: m.status_invitation_expired,
  registered: m.status_invitation_registered,
  declined: m.status_invitation_declined,
  revoked: m.status_invitation_revoked,
}
export const invitationWords = knownWords(invitations, m.status_unknown)

const outboxStates = {
  queued: m.status_outbox_queued,
  sent: m.status_outbox_sent,
  accepted: m.status_outbox_accepted,
  refused: m.status_outbox_refused,
}
export const outboxStateWords = knownWords(outboxStates, m.status_unknown)

const roles: Record<Role, () => string> = {
  'super-admin': m.status_role_super_admin,
  admin: m.status_role_admin,
}
export const roleWords = knownWords(roles, m.status_role_unknown)

const decisions = {
  edit: m.decision_edit,
  'add-customer': m.decision_add_customer,
  'resend-invitation': m.decision_resend_invitation,
  'delink-customer': m.decision_delink_customer,
  'remind-delink': m.decision_remind_delink,
  'withdraw-delink': m.decision_withdraw_delink,
  'accept-delink': m.decision_accept_delink,
  'reject-delink': m.decision_reject_delink,
}
/** What a waiting item does: an edit, or the decision of that name. */
export type WaitingKind = keyof typeof decisions

/** As a title: "Delink request". */
export const decisionWords = knownWords(decisions, m.decision_unknown)
