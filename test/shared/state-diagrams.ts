// Draws the states of a relationship, an invitation and a question about services from the decisions that run them.
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import { allDecisions } from '#shared/decisions/registry.ts'
import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import { invitationTransition, type InvitationAction } from '#shared/domain/invitation.ts'
import type { ManagementType, RelationshipSide, RelationshipStatus } from '#shared/domain/relationship.ts'
import { isOpenRequest, requestLifetimeMs, requestPauseMs } from '#shared/domain/request/management-request.ts'

const now = 100 * requestLifetimeMs
const sides: RelationshipSide[] = ['msp', 'customer']
const decisions = allDecisions.filter(
  (decision) => decision.about === 'relationship',
) as unknown as RelationshipDecision<string, object>[]

type Edge = [from: string, to: string, label: string]

function draw(edges: readonly Edge[]): string {
  const labels = new Map<string, string[]>()
  for (const [from, to, label] of edges) {
    const key = `${from} --> ${to}`
    if (!labels.get(key)?.includes(label)) labels.set(key, [...(labels.get(key) ?? []), label])
  }
  const lines = [...labels].map(([key, names]) => `  ${key}: ${names.join(' / ')}`)
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n')
}

const bare: RelationshipState = {
  version: 1,
  status: 'active',
  managementType: 'jointly',
  registered: true,
  delink: null,
  adminsGrantedAt: null,
  request: null,
  services: ['knox-suite'],
  askedServices: null,
  invitation: null,
}
/** What is said besides: nothing that a state turns on. */
const fields = { services: ['knox-manage'], workEmail: 'a@x.example', firstName: 'A', lastName: 'B', locale: 'en' }

/** What each decision makes of a state, by each side that may take it. */
function outcomes(state: RelationshipState) {
  return decisions.flatMap((decision) =>
    sides.flatMap((side) => {
      const outcome = outcomeOf(decision, state, { side, now }, { ...fields, version: 1 })
      return 'refusal' in outcome ? [] : [{ label: `${side} ${decision.name}`, after: { ...state, ...outcome.patch } }]
    }),
  )
}

const requested = { requestedAt: now - 2 * requestPauseMs, askedAt: now - 2 * requestPauseMs }
const delink = { requestedAt: now - 1, remindedAt: null }

/** A status as people read it: a customer that nobody registered for is apart, for nobody there can be asked. */
const relationshipStates: [name: string, state: RelationshipState][] = [
  ['pending', { ...bare, status: 'pending', request: requested }],
  ['request_expired', { ...bare, status: 'pending', request: { ...requested, requestedAt: now - requestLifetimeMs } }],
  ['rejected', { ...bare, status: 'rejected', request: requested }],
  ['no_longer_possible', { ...bare, status: 'no-longer-possible', request: requested }],
  ['invited', { ...bare, registered: false, invitation: { state: 'sent', expiresAt: now + 1 } }],
  ['fully_managed', { ...bare, managementType: 'fully' }],
  ['jointly_managed', bare],
  ['delink_asked_by_msp', { ...bare, status: 'delink-requested-by-msp', delink }],
  ['delink_asked_by_customer', { ...bare, status: 'delink-requested-by-customer', delink }],
]

function nameOf({ status, managementType, registered, request }: RelationshipState): string {
  const names: Partial<Record<RelationshipStatus, string>> = {
    'delink-requested-by-msp': 'delink_asked_by_msp',
    'delink-requested-by-customer': 'delink_asked_by_customer',
    'no-longer-possible': 'no_longer_possible',
    delinked: '[*]',
    withdrawn: '[*]',
  }
  if (status === 'pending') return isOpenRequest({ status, request }, now) ? 'pending' : 'request_expired'
  const managed: Record<ManagementType, string> = { fully: 'fully_managed', jointly: 'jointly_managed' }
  if (status === 'active') return managementType === 'jointly' && !registered ? 'invited' : managed[managementType]
  return names[status] ?? status
}

function drawRelationship(): string {
  const begins: Edge[] = [
    ['[*]', 'invited', 'msp add-customer, jointly'],
    ['[*]', 'fully_managed', 'msp add-customer, fully'],
    ['[*]', 'pending', 'msp request-customer'],
  ]
  const byTimeAndOthers: Edge[] = [
    ['pending', 'request_expired', 'after 30 days'],
    ['pending', 'no_longer_possible', 'another MSP is accepted'],
    ['pending', 'fully_managed', 'customer accept-request, fully'],
    ['invited', 'jointly_managed', 'the customer registers'],
    ['fully_managed', '[*]', 'the operator releases it'],
  ]
  const decided = relationshipStates.flatMap(([from, state]) =>
    outcomes(state).flatMap(({ label, after }): Edge[] => {
      const to = nameOf(after)
      return to === from ? [] : [[from, to, label]]
    }),
  )
  return draw([...begins, ...decided, ...byTimeAndOthers])
}

/** What may be decided without another status, by state. */
function listWithoutMove(): string {
  const lines = relationshipStates.map(([name, state]) => {
    const same = outcomes(state).filter(({ after }) => nameOf(after) === name)
    return `- ${name.replaceAll('_', ' ')}: ${same.map(({ label }) => `\`${label}\``).join(', ') || 'nothing'}`
  })
  return ['What may be decided in each, and leaves it so:', '', ...lines].join('\n')
}

const invitationTimes = {
  waiting: { state: 'waiting', expiresAt: null },
  refused: { state: 'refused', expiresAt: null },
  sent: { state: 'sent', expiresAt: now + 1 },
  expired: { state: 'sent', expiresAt: now },
  declined: { state: 'declined', expiresAt: now },
  revoked: { state: 'revoked', expiresAt: now },
  registered: { state: 'registered', expiresAt: now },
} as const
const invitationAfter: Record<InvitationAction, string | null> = {
  remind: null,
  renew: 'waiting',
  register: 'registered',
  decline: 'declined',
  revoke: 'revoked',
}

function drawInvitation(): string {
  const actions = Object.entries(invitationAfter) as [InvitationAction, string | null][]
  const decided = Object.entries(invitationTimes).flatMap(([from, invitation]) =>
    actions.flatMap(([action, to]): Edge[] =>
      invitationTransition(invitation, action, now).allowed ? [[from, to ?? from, action]] : [],
    ),
  )
  return draw([
    ['[*]', 'waiting', 'the customer is added or converted'],
    ['waiting', 'sent', 'a mail server takes the mail'],
    ['waiting', 'refused', 'it refuses the mail for good'],
    ['sent', 'expired', 'after 168 hours'],
    ...decided,
  ])
}

function drawServices(): string {
  const asked = { ...bare, askedServices: { services: ['knox-manage' as const], askedAt: now - 1 } }
  const nameOfServices = ({ services, askedServices }: RelationshipState) =>
    askedServices ? 'asked' : services.includes('knox-manage') ? 'managed' : '[*]'
  const states: [string, RelationshipState][] = [
    ['jointly', bare],
    ['jointly', asked],
    ['fully', { ...bare, managementType: 'fully' }],
  ]
  const edges = states.flatMap(([type, state]) =>
    outcomes(state).flatMap(({ label, after }): Edge[] => {
      const [from, to] = [nameOfServices(state), nameOfServices(after)]
      return from === to || !label.includes('service') ? [] : [[from, to, `${label} (${type})`]]
    }),
  )
  return draw(edges)
}

/** The whole page. */
export function drawStates(): string {
  return `# What may become of what

Drawn by \`test/shared/state-diagrams.ts\` from the decisions in \`src/shared/decisions\` that run them, and held by its test:
\`npx vitest -u test/shared/state-diagrams.test.ts\` draws it anew. An arrow says who takes which decision.

## A relationship

${drawRelationship()}

Jointly managed customers never become fully managed: a delink comes first. What is delinked or withdrawn is over, and adding the
customer again begins another relationship.

${listWithoutMove()}

## An invitation

${drawInvitation()}

## A service that is to be managed besides

${drawServices()}
`
}
