import { isOpenRequest, requestPauseMs } from '../../domain/request/management-request.ts'
import { isManaging } from '../../domain/relationship.ts'
import type { Moment, Outcome } from '../define-decision.ts'
import type { RelationshipState } from '../relationship-state.ts'

export type RequestAction = 'remind' | 'renew' | 'withdraw' | 'accept' | 'reject'

/**
 * The state machine of a request to manage a customer that has an account (M9, M10): what `action` makes of it. Answers bind
 * to the request as it was seen; who may take which, each decision says.
 */
export function requestTransition(state: RelationshipState, action: RequestAction, { now }: Moment): Outcome {
  const { status, request } = state
  if (status === 'delinked' || status === 'withdrawn') return { refusal: 'relationship-ended' }
  if (status === 'no-longer-possible' && action !== 'withdraw') return { refusal: 'no-longer-possible' }
  if (isManaging(state) || !request) return { refusal: 'no-open-request' }
  const isOpen = isOpenRequest(state, now)
  switch (action) {
    case 'remind':
      if (!isOpen) return { refusal: status === 'pending' ? 'request-expired' : 'no-open-request' }
      return isTooSoon(request.askedAt, now)
        ? { refusal: 'asked-today' }
        : { patch: { request: { ...request, askedAt: now } } }
    case 'renew':
      if (isOpen) return { refusal: 'already-asked' }
      if (isTooSoon(request.askedAt, now)) return { refusal: 'asked-today' }
      return { patch: { status: 'pending', request: { requestedAt: now, askedAt: now } } }
    case 'withdraw':
      return { patch: { status: 'withdrawn' } }
    case 'accept':
    case 'reject':
      if (status !== 'pending') return { refusal: 'no-open-request' }
      if (!isOpen) return { refusal: 'request-expired' }
      return { patch: { status: action === 'accept' ? 'active' : 'rejected' } }
  }
}

function isTooSoon(askedAt: number, now: number): boolean {
  return now < askedAt + requestPauseMs
}
