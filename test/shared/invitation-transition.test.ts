import { describe, expect, it } from 'vitest'
import {
  invitationLifetimeMs,
  invitationStateAt,
  invitationTransition,
  resendAction,
  type InvitationAction,
  type InvitationState,
  type StoredInvitationState,
} from '#shared/domain/invitation.ts'

const now = Date.UTC(2026, 10, 20)
const stored = (state: StoredInvitationState, expiresAt: number | null) => ({ state, expiresAt })
const later = now + 1

const examples: Record<InvitationState, ReturnType<typeof stored> | null> = {
  none: null,
  waiting: stored('waiting', null),
  refused: stored('refused', null),
  sent: stored('sent', later),
  expired: stored('sent', now),
  registered: stored('registered', later),
  declined: stored('declined', later),
  revoked: stored('revoked', later),
}

const actions: InvitationAction[] = ['remind', 'renew', 'register', 'decline', 'revoke']

/** Every state × action; `ok` or why not. */
const table: Record<InvitationState, Record<InvitationAction, string>> = {
  none: {
    remind: 'no-invitation',
    renew: 'no-invitation',
    register: 'no-invitation',
    decline: 'no-invitation',
    revoke: 'no-invitation',
  },
  waiting: { remind: 'invitation-waiting', renew: 'invitation-open', register: 'ok', decline: 'ok', revoke: 'ok' },
  refused: { remind: 'invitation-waiting', renew: 'ok', register: 'ok', decline: 'ok', revoke: 'ok' },
  sent: { remind: 'ok', renew: 'invitation-open', register: 'ok', decline: 'ok', revoke: 'ok' },
  expired: {
    remind: 'invitation-expired',
    renew: 'ok',
    register: 'invitation-expired',
    decline: 'invitation-expired',
    revoke: 'ok',
  },
  registered: {
    remind: 'invitation-used',
    renew: 'invitation-used',
    register: 'invitation-used',
    decline: 'invitation-used',
    revoke: 'invitation-used',
  },
  declined: {
    remind: 'invitation-declined',
    renew: 'ok',
    register: 'invitation-declined',
    decline: 'invitation-declined',
    revoke: 'invitation-declined',
  },
  revoked: {
    remind: 'invitation-revoked',
    renew: 'ok',
    register: 'invitation-revoked',
    decline: 'invitation-revoked',
    revoke: 'invitation-revoked',
  },
}

describe('invitationTransition', () => {
  for (const [state, expected] of Object.entries(table) as [InvitationState, Record<InvitationAction, string>][]) {
    it(`[M7] [C1] ${state}: every action`, () => {
      const actual = Object.fromEntries(
        actions.map((action) => {
          const transition = invitationTransition(examples[state], action, now)
          return [action, transition.allowed ? 'ok' : transition.code]
        }),
      )
      expect(actual).toEqual(expected)
    })
  }

  it('[M7] an invitation is open for 168 hours to the millisecond', () => {
    const sent = stored('sent', now + invitationLifetimeMs)
    expect(invitationLifetimeMs).toBe(604_800_000)
    expect(invitationStateAt(sent, now + invitationLifetimeMs - 1)).toBe('sent')
    expect(invitationStateAt(sent, now + invitationLifetimeMs)).toBe('expired')
  })

  it('[M7] `Resend email invite` reminds while open, renews after, and is not offered otherwise', () => {
    const offered = Object.fromEntries(
      Object.entries(examples).map(([state, example]) => [state, resendAction(example, now)]),
    )
    expect(offered).toEqual({
      none: null,
      waiting: null,
      refused: 'renew',
      sent: 'remind',
      expired: 'renew',
      registered: null,
      declined: 'renew',
      revoked: 'renew',
    })
  })
})
