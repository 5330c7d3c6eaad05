import { describe, expect, it } from 'vitest'
import { delinkTransition, type DelinkAction } from '#shared/decisions/delink/delink-transition.ts'
import type { Outcome } from '#shared/decisions/define-decision.ts'
import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import {
  managementTypeSchema,
  relationshipStatusSchema,
  type RelationshipSide,
  type RelationshipStatus,
} from '#shared/domain/relationship.ts'

const actions: DelinkAction[] = ['request', 'remind', 'withdraw', 'accept', 'reject']

/** Every status × action for a jointly managed relationship, as the MSP and as the customer: what it becomes, or why not. */
const table: Record<RelationshipStatus, Record<DelinkAction, [msp: string, customer: string]>> = {
  pending: {
    request: ['not-active', 'not-active'],
    remind: ['no-open-request', 'no-open-request'],
    withdraw: ['no-open-request', 'no-open-request'],
    accept: ['no-open-request', 'no-open-request'],
    reject: ['no-open-request', 'no-open-request'],
  },
  rejected: {
    request: ['not-active', 'not-active'],
    remind: ['no-open-request', 'no-open-request'],
    withdraw: ['no-open-request', 'no-open-request'],
    accept: ['no-open-request', 'no-open-request'],
    reject: ['no-open-request', 'no-open-request'],
  },
  active: {
    request: ['→ delink-requested-by-msp', '→ delink-requested-by-customer'],
    remind: ['no-open-request', 'no-open-request'],
    withdraw: ['no-open-request', 'no-open-request'],
    accept: ['no-open-request', 'no-open-request'],
    reject: ['no-open-request', 'no-open-request'],
  },
  'delink-requested-by-msp': {
    request: ['already-asked', 'they-already-asked'],
    remind: ['→ delink-requested-by-msp', 'no-open-request'],
    withdraw: ['→ active', 'no-open-request'],
    accept: ['not-yours-to-answer', '→ delinked'],
    reject: ['not-yours-to-answer', '→ active'],
  },
  'delink-requested-by-customer': {
    request: ['they-already-asked', 'already-asked'],
    remind: ['no-open-request', '→ delink-requested-by-customer'],
    withdraw: ['no-open-request', '→ active'],
    accept: ['→ delinked', 'not-yours-to-answer'],
    reject: ['→ active', 'not-yours-to-answer'],
  },
  'no-longer-possible': {
    request: ['not-active', 'not-active'],
    remind: ['no-open-request', 'no-open-request'],
    withdraw: ['no-open-request', 'no-open-request'],
    accept: ['no-open-request', 'no-open-request'],
    reject: ['no-open-request', 'no-open-request'],
  },
  withdrawn: {
    request: ['not-active', 'not-active'],
    remind: ['no-open-request', 'no-open-request'],
    withdraw: ['no-open-request', 'no-open-request'],
    accept: ['no-open-request', 'no-open-request'],
    reject: ['no-open-request', 'no-open-request'],
  },
  delinked: {
    request: ['relationship-ended', 'relationship-ended'],
    remind: ['relationship-ended', 'relationship-ended'],
    withdraw: ['relationship-ended', 'relationship-ended'],
    accept: ['relationship-ended', 'relationship-ended'],
    reject: ['relationship-ended', 'relationship-ended'],
  },
}

const state: RelationshipState = {
  version: 1,
  status: 'active',
  managementType: 'jointly',
  registered: true,
  delink: null,
  adminsGrantedAt: null,
  services: [],
  askedServices: null,
  request: null,
  invitation: null,
}

function outcome(
  status: RelationshipStatus,
  managementType: 'jointly' | 'fully',
  action: DelinkAction,
  side: RelationshipSide,
): string {
  const outcome = delinkTransition({ ...state, status, managementType }, action, { side, now: 0 })
  return 'refusal' in outcome ? outcome.refusal : `→ ${outcome.patch.status ?? status}`
}

describe('delinkTransition', () => {
  for (const status of relationshipStatusSchema.options) {
    it(`[M16] [M17] [M18] jointly managed, ${status}: every action by either side`, () => {
      const actual = Object.fromEntries(
        actions.map((action) => [
          action,
          [outcome(status, 'jointly', action, 'msp'), outcome(status, 'jointly', action, 'customer')],
        ]),
      )
      expect(actual).toEqual(table[status])
    })
  }

  it('[M16] a fully managed relationship refuses every action by either side and says why', () => {
    expect(managementTypeSchema.options).toEqual(['fully', 'jointly'])
    for (const status of relationshipStatusSchema.options.filter((option) => option !== 'delinked')) {
      for (const action of actions) {
        for (const side of ['msp', 'customer'] as const) {
          expect(outcome(status, 'fully', action, side), `${status} ${action} ${side}`).toBe('not-jointly-managed')
        }
      }
    }
    expect(outcome('delinked', 'fully', 'request', 'msp')).toBe('relationship-ended')
  })

  it('[FA14] before somebody has registered nobody is asked or reminded; an open request can still be withdrawn', () => {
    const of = (status: RelationshipStatus, action: DelinkAction): Outcome =>
      delinkTransition({ ...state, status, registered: false }, action, { side: 'msp', now: 0 })
    expect(of('active', 'request')).toEqual({ refusal: 'nobody-registered' })
    expect(of('delink-requested-by-msp', 'remind')).toEqual({ refusal: 'nobody-registered' })
    expect(of('delink-requested-by-msp', 'withdraw')).toEqual({ patch: { status: 'active', delink: null } })
  })
})
