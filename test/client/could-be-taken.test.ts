import { describe, expect, it } from 'vitest'
import type { StatedRecord } from '#shared/decisions/relationship-state.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import { couldDecisionBeTaken, couldEditBeTaken } from '#lib/local-store/could-be-taken.ts'

type Shown = StatedRecord

const hourMs = 60 * 60 * 1000
const managed: Shown = {
  version: 1,
  status: 'active',
  managementType: 'jointly',
  invitation: null,
  delink: null,
  adminsGrantedAt: null,
  services: ['knox-suite'],
  askedServices: null,
  request: null,
}
const asked: Shown = { ...managed, status: 'delink-requested-by-msp', delink: { requestedAt: 0, remindedAt: null } }

function retry(name: DecisionName, code: RefusalCode, record: Shown | undefined, side: 'msp' | 'customer' = 'msp') {
  return couldDecisionBeTaken({ name, input: {}, code }, record, { side, now: hourMs })
}

describe('Try again stands only where it could succeed', () => {
  it('[FA3] a decision that the state no longer allows cannot be tried again', () => {
    expect(retry('accept-delink', 'no-open-request', managed, 'customer')).toBe(false)
    expect(retry('accept-delink', 'relationship-ended', undefined, 'customer')).toBe(false)
    expect(retry('delink-customer', 'already-asked', asked)).toBe(false)
    expect(retry('delink-customer', 'not-jointly-managed', { ...managed, managementType: 'fully' })).toBe(false)
    expect(retry('resend-invitation', 'invitation-used', managed)).toBe(false)
    expect(retry('withdraw-delink', 'not-permitted', asked)).toBe(false)
    expect(retry('add-customer', 'email-taken', managed)).toBe(false)
  })

  it('[FA3] one that the state allows by now can, but a consent only after a new look', () => {
    expect(retry('delink-customer', 'stale-decision', managed)).toBe(true)
    expect(retry('withdraw-delink', 'stale-decision', asked)).toBe(true)
    expect(retry('reject-delink', 'server-error', asked, 'customer')).toBe(true)
    for (const code of ['stale-decision', 'consent-too-old'] as const) {
      expect(retry('accept-delink', code, asked, 'customer')).toBe(false)
      expect(retry('reject-delink', code, asked, 'customer')).toBe(false)
    }
  })

  it('[M14] what was wrong at a field would be so again: something else has to be entered first', () => {
    const fully: Shown = { ...managed, managementType: 'fully' }
    const refused = { name: 'convert-customer', input: {}, code: 'email-shared' } as const
    const moment = { side: 'msp', now: hourMs } as const
    expect(couldDecisionBeTaken({ ...refused, fieldErrors: { workEmail: 'email-shared' } }, fully, moment)).toBe(false)
    expect(retry('convert-customer', 'stale-decision', fully)).toBe(true)
    expect(retry('convert-customer', 'already-jointly', managed)).toBe(false)
  })

  it('[FA3] a reminder only when it is due', () => {
    const reminded = (remindedAt: number): Shown => ({ ...asked, delink: { requestedAt: 0, remindedAt } })
    expect(retry('remind-delink', 'reminded-recently', reminded(0))).toBe(true)
    expect(retry('remind-delink', 'reminded-recently', reminded(1))).toBe(false)
  })

  it('[FA3] an edit not where the same text would be refused again; by a code not known here it may', () => {
    expect(couldEditBeTaken('field-too-long')).toBe(false)
    expect(couldEditBeTaken('relationship-ended')).toBe(false)
    expect(couldEditBeTaken('server-error')).toBe(true)
    expect(couldEditBeTaken('licence-expired' as RefusalCode)).toBe(true)
  })
})
