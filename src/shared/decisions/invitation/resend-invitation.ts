import { invitationTransition, resendAction } from '../../domain/invitation.ts'
import { reminderRefusal } from '../../domain/reminder.ts'
import { defineDecision } from '../define-decision.ts'

/** `Resend email invite` (M7): a reminder while the invitation is open, a new invitation once it has run out or was declined. */
export const resendInvitation = defineDecision('resend-invitation', {
  permission: 'add-customer',
  by: ['msp'],
  decide({ invitation }, { now }) {
    const action = resendAction(invitation, now)
    if (!action) {
      const transition = invitationTransition(invitation, 'remind', now)
      return { refusal: transition.allowed ? 'no-invitation' : transition.code }
    }
    const { remindedCount: count = 0, remindedAt: lastAt = null } = invitation ?? {}
    const refusal = action === 'remind' ? reminderRefusal({ count, lastAt }, now) : null
    return refusal ? { refusal } : { patch: {} }
  },
  event: ({ invitation }, { now }) =>
    resendAction(invitation, now) === 'remind' ? 'invitation-reminded' : 'invitation-renewed',
})
