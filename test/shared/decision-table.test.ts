import { describe, expect, it } from 'vitest'
import { predictionOf } from '#shared/decisions/outcome.ts'
import { allDecisions } from '#shared/decisions/registry.ts'
import { movesAccess } from '#shared/decisions/relationship-state.ts'
import { isAnswer } from '#shared/domain/notification/notification-rules.ts'
import { refusalCodes } from '#shared/domain/refusal.ts'
import { decisionTable, type TableRow } from '../support/decision-table.ts'
import { events } from '../../src/i18n/compiled/words/events.js'

const ofRelationships = allDecisions.filter((decision) => decision.about === 'relationship')
const patchOf = ({ outcome }: TableRow) => ('refusal' in outcome ? null : outcome.patch)
const refusalOf = ({ outcome }: TableRow) => ('refusal' in outcome ? outcome.refusal : null)

it('[H5] every decision has a name of its own', () => {
  expect(new Set(allDecisions.map(({ name }) => name)).size).toBe(allDecisions.length)
})

/** Each has a table: of relationships here, of teams in `team-decisions.test.ts`, the others in `foretold-decisions.test.ts`. */
it('[H5] every decision is about something that there are tables of', () => {
  const subjects = new Set(allDecisions.map(({ about }) => about))
  expect([...subjects].toSorted()).toEqual(['devices', 'nothing', 'relationship', 'setting', 'team'])
})

describe.each(allDecisions.filter((decision) => decision.about === 'nothing'))('$name', ({ by, permission, form }) => {
  it('[M6][M10] is for an MSP’s people who may add customers, from a form', () => {
    expect(by).toEqual(['msp'])
    expect(permission).toBe('add-customer')
    expect(Object.keys(form).length).toBeGreaterThan(0)
  })
})

it('[X2] decisions about a team want it shown that it is still oneself, unless they give nobody more', () => {
  const without = allDecisions.filter((decision) => decision.about === 'team' && !decision.proof)
  expect(without.map(({ name }) => name)).toEqual([
    'resend-person-invitation',
    'revoke-person-invitation',
    'block-person',
    'keep-person',
    'remove-person',
    'change-msp-profile',
    'block-msp',
    'unblock-msp',
    'ask-joint-management',
    'apply-for-service',
  ])
})

describe.each(ofRelationships)('$name', (decision) => {
  const table = decisionTable(decision)
  const taken = table.filter((row) => patchOf(row) !== null)

  it('[PUSH2] in every state is taken or refused by a known code; the other side and who saw another version never take it', () => {
    expect(taken.length).toBeGreaterThan(0)
    for (const row of table) {
      const refusal = refusalOf(row)
      if (refusal !== null) expect(refusalCodes).toContain(refusal)
      if (!decision.by.includes(row.moment.side)) expect(refusal).toBe('not-permitted')
      if (row.version !== row.state.version) expect(refusal).not.toBeNull()
    }
  })

  it('[M18] the state’s own reason comes before `stale-decision`', () => {
    for (const fresh of table.filter((row) => row.version === row.state.version)) {
      const stale = table.find(
        (row) => row.state === fresh.state && row.moment.side === fresh.moment.side && row !== fresh,
      )!
      expect(refusalOf(stale)).toBe(refusalOf(fresh) ?? 'stale-decision')
    }
  })

  it('[H5] is foretold as it will be decided, unless it gives or takes access or a permission, or only reminds', () => {
    for (const row of table) {
      const isShown = !decision.changesAccess && !decision.changesGrant && !decision.reminder
      expect(predictionOf(decision, row.outcome)).toEqual((isShown && patchOf(row)) || {})
    }
  })

  it('[SYNC4] says truly whether it changes access', () => {
    for (const row of taken) expect(movesAccess(row.state, patchOf(row)!)).toBe(decision.changesAccess)
  })

  it('[M20] whatever changes access is in the audit log', () => {
    if (decision.changesAccess || decision.changesGrant) expect(decision.audit).not.toBeNull()
  })

  it('[M21] what answers a question takes its notification back', () => {
    const questions = ({ delink, status, askedServices }: TableRow['state']) => [
      delink !== null,
      status === 'pending',
      askedServices !== null,
    ]
    for (const row of taken) {
      const after = questions({ ...row.state, ...patchOf(row)! })
      const isAnswered = questions(row.state).some((isOpen, place) => isOpen && !after[place])
      if (isAnswered) expect(isAnswer(decision.event(row.state, row.moment))).toBe(true)
    }
  })

  it('[H2] what the log says of it has words', () => {
    for (const { state, moment } of taken) expect(Object.keys(events)).toContain(decision.event(state, moment))
  })
})
