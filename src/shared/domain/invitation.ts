/** 168 hours from when the first mail server accepted the invitation (M7). */
export const invitationLifetimeMs = 168 * 60 * 60 * 1000

/** Stored states; `refused`: the mail server wants none of its first mail, for good. `expired` is read from the deadline, see {@link invitationStateAt}. */
export type StoredInvitationState = 'waiting' | 'sent' | 'refused' | 'registered' | 'declined' | 'revoked'

export type InvitationState = 'none' | 'expired' | StoredInvitationState

export interface InvitationSummary {
  id: string
  state: StoredInvitationState
  email: string
  firstName: string
  lastName: string
  /** When the first mail server accepted it; null while it waits. */
  sentAt: number | null
  /** Mails handed over for this invitation, the first included. */
  sentCount: number
  expiresAt: number | null
  /** When delivery last had trouble; null when it had none. */
  troubleAt: number | null
}

interface InvitationTimes {
  state: StoredInvitationState
  expiresAt: number | null
}

/** The state a person sees at `now` (ms since the epoch). */
export function invitationStateAt(invitation: InvitationTimes | null, now: number): InvitationState {
  if (!invitation) return 'none'
  if (invitation.state === 'sent' && invitation.expiresAt !== null && now >= invitation.expiresAt) return 'expired'
  return invitation.state
}

export type InvitationAction = 'remind' | 'renew' | 'register' | 'decline' | 'revoke'

export type InvitationTransition =
  | { allowed: true }
  | {
      allowed: false
      code:
        | 'invitation-expired'
        | 'invitation-used'
        | 'invitation-declined'
        | 'invitation-revoked'
        | 'invitation-open'
        | 'invitation-waiting'
        | 'no-invitation'
    }

/** What may be done with an invitation at `now`; `Resend email invite` is `remind` before expiry and `renew` after. */
export function invitationTransition(
  invitation: InvitationTimes | null,
  action: InvitationAction,
  now: number,
): InvitationTransition {
  const state = invitationStateAt(invitation, now)
  if (state === 'none') return { allowed: false, code: 'no-invitation' }
  if (state === 'registered') return { allowed: false, code: 'invitation-used' }
  if (action === 'renew') {
    return state === 'waiting' || state === 'sent' ? { allowed: false, code: 'invitation-open' } : { allowed: true }
  }
  if (state === 'expired' && action !== 'revoke') return { allowed: false, code: 'invitation-expired' }
  if (state === 'declined') return { allowed: false, code: 'invitation-declined' }
  if (state === 'revoked') return { allowed: false, code: 'invitation-revoked' }
  if ((state === 'waiting' || state === 'refused') && action === 'remind')
    return { allowed: false, code: 'invitation-waiting' }
  return { allowed: true }
}

/** Whether `Resend email invite` sends a reminder, a new invitation, or is not offered. */
export function resendAction(invitation: InvitationTimes | null, now: number): 'remind' | 'renew' | null {
  if (invitationTransition(invitation, 'remind', now).allowed) return 'remind'
  if (invitationTransition(invitation, 'renew', now).allowed) return 'renew'
  return null
}
