import { z } from 'zod'

export const managementTypeSchema = z.enum(['fully', 'jointly'])
export type ManagementType = z.infer<typeof managementTypeSchema>

export const relationshipStatusSchema = z.enum([
  'pending',
  'rejected',
  'active',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
  'delinked',
])
export type RelationshipStatus = z.infer<typeof relationshipStatusSchema>

export const managingStatuses = [
  'active',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
] as const satisfies readonly RelationshipStatus[]

/** Whether the MSP manages the customer right now: the only time its people see or change anything of it. */
export function isManaging({ status }: { status: RelationshipStatus }): boolean {
  return (managingStatuses as readonly RelationshipStatus[]).includes(status)
}

export type RelationshipSide = 'msp' | 'customer'

export type DelinkAction = 'request' | 'remind' | 'withdraw' | 'accept' | 'reject'

export type Transition =
  | { allowed: true; status: RelationshipStatus }
  | {
      allowed: false
      code:
        | 'not-jointly-managed'
        | 'nobody-registered'
        | 'relationship-ended'
        | 'not-active'
        | 'already-asked'
        | 'they-already-asked'
        | 'no-open-request'
        | 'not-yours-to-answer'
    }

interface RelationshipState {
  status: RelationshipStatus
  managementType: ManagementType
  /** Somebody at the customer has an account, so that there is somebody to ask (M7). */
  registered: boolean
}

const requestedBy = { msp: 'delink-requested-by-msp', customer: 'delink-requested-by-customer' } as const

function otherSide(side: RelationshipSide): RelationshipSide {
  return side === 'msp' ? 'customer' : 'msp'
}

/**
 * The delink state machine (M16–M18): what `action` by `side` makes of the relationship.
 * Only jointly managed relationships can be delinked, and only once somebody could answer; each refusal says why by code.
 */
export function delinkTransition(state: RelationshipState, action: DelinkAction, side: RelationshipSide): Transition {
  if (state.status === 'delinked') return { allowed: false, code: 'relationship-ended' }
  if (state.managementType !== 'jointly') return { allowed: false, code: 'not-jointly-managed' }
  const mine = state.status === requestedBy[side]
  const theirs = state.status === requestedBy[otherSide(side)]
  switch (action) {
    case 'request':
      if (mine) return { allowed: false, code: 'already-asked' }
      if (theirs) return { allowed: false, code: 'they-already-asked' }
      if (state.status !== 'active') return { allowed: false, code: 'not-active' }
      if (!state.registered) return { allowed: false, code: 'nobody-registered' }
      return { allowed: true, status: requestedBy[side] }
    case 'remind':
      if (!mine) return { allowed: false, code: 'no-open-request' }
      if (!state.registered) return { allowed: false, code: 'nobody-registered' }
      return { allowed: true, status: state.status }
    case 'withdraw':
      return mine ? { allowed: true, status: 'active' } : { allowed: false, code: 'no-open-request' }
    case 'accept':
    case 'reject':
      if (mine) return { allowed: false, code: 'not-yours-to-answer' }
      if (!theirs) return { allowed: false, code: 'no-open-request' }
      return { allowed: true, status: action === 'accept' ? 'delinked' : 'active' }
  }
}

/** Reminders of one invitation, or of one delink request: so many, so often (M7, M16). */
export const remindersAtMost = 3
export const remindEveryMs = 60 * 60 * 1000

/** From when on the other side may be reminded of an open request. */
export function nextReminderAt({ remindedAt }: { remindedAt: number | null }): number {
  return remindedAt === null ? 0 : remindedAt + remindEveryMs
}
