// What a decision makes of every state, for either side, seen as it is or as it was: run for every one that is registered.
import type { Moment, Outcome, RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { isRequest, managementTypeSchema, relationshipStatusSchema } from '#shared/domain/relationship.ts'

const hourMs = 60 * 60 * 1000
/** When it is decided, in tables. */
export const tableNow = 2000 * hourMs

const requestedAt = tableNow - 20 * hourMs
const delinks: RelationshipState['delink'][] = [
  { requestedAt, remindedAt: null, remindedCount: 0 },
  { requestedAt, remindedAt: tableNow - hourMs / 2, remindedCount: 1 },
  { requestedAt, remindedAt: tableNow - 10 * hourMs, remindedCount: 3 },
]
const invitations: RelationshipState['invitation'][] = [
  null,
  { state: 'waiting', expiresAt: null, remindedAt: null, remindedCount: 0 },
  { state: 'sent', expiresAt: tableNow + hourMs, remindedAt: null, remindedCount: 0 },
  { state: 'sent', expiresAt: tableNow + hourMs, remindedAt: tableNow, remindedCount: 1 },
  { state: 'sent', expiresAt: tableNow, remindedAt: null, remindedCount: 0 },
  { state: 'declined', expiresAt: tableNow + hourMs, remindedAt: null, remindedCount: 0 },
  { state: 'registered', expiresAt: tableNow + hourMs, remindedAt: null, remindedCount: 0 },
]

const dayMs = 24 * hourMs
const requests: RelationshipState['request'][] = [
  { requestedAt: tableNow - 2 * dayMs, askedAt: tableNow - 2 * dayMs },
  { requestedAt: tableNow - 2 * dayMs, askedAt: tableNow - hourMs },
  { requestedAt: tableNow - requestLifetimeMs, askedAt: tableNow - 2 * dayMs },
]

/** What is asked for besides (M13): only of those that are asked. */
const askedIn = ({ managementType, invitation }: Pick<RelationshipState, 'managementType' | 'invitation'>) =>
  managementType === 'jointly' && invitation?.state === 'registered'
    ? [null, { services: ['knox-configure'], askedAt: tableNow - hourMs }]
    : [null]

/** Every state that a relationship can be in, as far as decisions look at it. */
const states: RelationshipState[] = relationshipStatusSchema.options.flatMap((status) =>
  managementTypeSchema.options.flatMap((managementType) =>
    [true, false].flatMap((registered) =>
      (status.startsWith('delink-') ? delinks : [null]).flatMap((delink) =>
        invitations.flatMap((invitation) =>
          (invitation?.state === 'registered' ? [null, 7] : [null]).flatMap((adminsGrantedAt) =>
            (isRequest({ status }) && invitation === null ? requests : [null]).flatMap((request) =>
              askedIn({ managementType, invitation }).map((askedServices) => {
                const granted = { adminsGrantedAt, request, services: ['knox-manage', 'knox-suite'], askedServices }
                return { version: 3, status, managementType, registered, delink, invitation, ...granted }
              }),
            ),
          ),
        ),
      ),
    ),
  ),
)

/** What a decision says beside what it answers; most say nothing. */
export const fieldsOf: Readonly<Record<string, object>> = {
  'convert-customer': { workEmail: 'free@acme.example', locale: 'en' },
  'add-service': { services: ['knox-guard'] },
  'open-ticket': { service: 'knox-suite', ticketText: 'Remove it' },
  'change-contact': { firstName: 'Al', lastName: 'Ito', workEmail: 'free@acme.example', locale: 'en' },
}

export interface TableRow {
  state: RelationshipState
  moment: Moment
  /** The version that the person saw. */
  version: number
  outcome: Outcome
}

export function decisionTable(decision: RelationshipDecision): TableRow[] {
  return states.flatMap((state) =>
    (['msp', 'customer'] as const).flatMap((side) =>
      [state.version, state.version - 1].map((version) => {
        const moment = { side, now: tableNow }
        const input = { relationshipId: '' as RelationshipId, version, ...fieldsOf[decision.name] }
        return { state, moment, version, outcome: outcomeOf(decision, state, moment, input) }
      }),
    ),
  )
}
