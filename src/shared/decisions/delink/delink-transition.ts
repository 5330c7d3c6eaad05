import { reminderRefusal } from '../../domain/reminder.ts'
import { otherSide } from '../../domain/relationship.ts'
import type { Moment, Outcome } from '../define-decision.ts'
import type { RelationshipState } from '../relationship-state.ts'

export type DelinkAction = 'request' | 'remind' | 'withdraw' | 'accept' | 'reject'

const requestedBy = { msp: 'delink-requested-by-msp', customer: 'delink-requested-by-customer' } as const

/**
 * The delink state machine (M16–M18): what `action` by `side` makes of the relationship. Only jointly managed ones can be
 * delinked, and only once somebody could answer; each refusal says why by code.
 */
export function delinkTransition(state: RelationshipState, action: DelinkAction, { side, now }: Moment): Outcome {
  if (state.status === 'delinked') return { refusal: 'relationship-ended' }
  if (state.managementType !== 'jointly') return { refusal: 'not-jointly-managed' }
  const mine = state.status === requestedBy[side]
  const theirs = state.status === requestedBy[otherSide(side)]
  switch (action) {
    case 'request':
      if (mine) return { refusal: 'already-asked' }
      if (theirs) return { refusal: 'they-already-asked' }
      if (state.status !== 'active') return { refusal: 'not-active' }
      if (!state.registered) return { refusal: 'nobody-registered' }
      return { patch: { status: requestedBy[side], delink: { requestedAt: now, remindedAt: null } } }
    case 'remind':
      if (!mine) return { refusal: 'no-open-request' }
      if (!state.registered) return { refusal: 'nobody-registered' }
      return remind(state, now)
    case 'withdraw':
      return mine ? { patch: { status: 'active', delink: null } } : { refusal: 'no-open-request' }
    case 'accept':
    case 'reject':
      if (mine) return { refusal: 'not-yours-to-answer' }
      if (!theirs) return { refusal: 'no-open-request' }
      return { patch: { status: action === 'accept' ? 'delinked' : 'active', delink: null } }
  }
}

function remind({ delink }: RelationshipState, now: number): Outcome {
  const { requestedAt = now, remindedAt = null, remindedCount = 0 } = delink ?? {}
  const refusal = reminderRefusal({ count: remindedCount, lastAt: remindedAt }, now)
  return refusal
    ? { refusal }
    : { patch: { delink: { requestedAt, remindedAt: now, remindedCount: remindedCount + 1 } } }
}
