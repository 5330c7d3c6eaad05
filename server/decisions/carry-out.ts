/**
 * The one door to decisions from devices: well-formed, locked, permitted, decided by the same rule that the device foretold
 * it by, saved, logged, told to both sides. In the caller's transaction; a refusal at any point undoes all of it.
 */
import { z } from 'zod'
import type { CreatingDecision, NoFields, RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { underGrantSchema } from '#shared/decisions/grant/grant-seen.ts'
import type { TeamDecision } from '#shared/decisions/team/team.ts'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import {
  consentLifetimeMs,
  type CreationName,
  findDecision,
  type DecisionEvent,
  type DecisionInput,
  type RelationshipDecisionName,
} from '#shared/decisions/registry.ts'
import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import { can, sideOf } from '#shared/domain/access/can.ts'
import { relationshipIdSchema } from '#shared/domain/ids.ts'
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import { relationshipFacts, requireRelationship } from '../auth/access.ts'
import { moveAccessTo } from '../auth/change-access.ts'
import { audit, type Audited } from '../commands/audit.ts'
import { publishRelationship, recordDecision } from '../commands/record-change.ts'
import { findOwnDocument, lockDocuments } from '../database/repository/document.ts'
import { findRelationship, type Relationship } from '../database/repository/relationship.ts'
import { isReplayed } from '../database/repository/replayed.ts'
import { creations, effects, teamEffects } from './all-effects.ts'
import type { DecisionContext } from './decision-context.ts'
import type { Creation, Effects } from './effects.ts'
import { deviceEffects, type DeviceEffects } from './devices/device-effects.ts'
import { actorOf, enact } from './enact.ts'
import { readState } from './read-state.ts'
import { settingEffects, type SettingEffects } from './setting/set-registers.ts'
import { decideOnTeam } from './team/decide-on-team.ts'
import type { TeamEffects } from './team/team-effects.ts'

type SeenInput = DecisionInput<RelationshipDecisionName>

const seenSchema = z.object({ relationshipId: relationshipIdSchema, version: z.number().int().nonnegative() })

/** Throws Refusal: unknown-command, consent-too-old, invalid-input, not-permitted, relationship-ended, or the decision's own. */
export async function carryOut(context: DecisionContext, name: string, input: unknown): Promise<void> {
  const decision = findDecision(name)
  if (!decision) throw new Refusal('unknown-command')
  // After a restore the journal brought back what this very decision did.
  if (await isReplayed(context.unit.trx, context.itemId)) return
  if (decision.about === 'relationship' && decision.consent && context.waitedMs > consentLifetimeMs)
    throw new Refusal('consent-too-old')
  if (decision.about === 'nothing') {
    const creation = creations[decision.name] as Creation<CreationName>
    return createFrom(context, decision, parse(creation.input, input), creation)
  }
  if (decision.about === 'setting') {
    const own = settingEffects[decision.name] as unknown as SettingEffects<unknown>
    return own.save(context, parse(own.input, input))
  }
  if (decision.about === 'devices') {
    const own = deviceEffects[decision.name] as unknown as DeviceEffects<unknown>
    return own.apply(context, parse(own.input, input))
  }
  if (decision.about === 'team') {
    const own = teamEffects[decision.name] as unknown as TeamEffects<unknown>
    const { under } = parse(underGrantSchema, input)
    return decideOnTeam(context, decision as TeamDecision<string, unknown>, parse(own.input, input), { ...own, under })
  }
  const own = effects[decision.name] as Effects<RelationshipDecisionName> | undefined
  const schema = seenSchema.extend(own?.fields ?? {}) as unknown as z.ZodType<SeenInput>
  await decideOn(context, decision, parse(schema, input), own)
}

function parse<Input>(schema: z.ZodType<Input>, input: unknown): Input {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new Refusal('invalid-input', fieldErrorsOf(parsed.error))
  return parsed.data
}

async function decideOn(
  context: DecisionContext,
  decision: RelationshipDecision<string, NoFields, DecisionEvent>,
  input: SeenInput,
  own: Effects<RelationshipDecisionName> | undefined,
): Promise<void> {
  const { unit, access, itemId } = context
  // One that asks and one that is accepted meanwhile would each not know of the other.
  if (decision.changesAccess || decision.request) await lockItsDocuments(context, input)
  const before = await requireRelationship(unit.trx, access, input.relationshipId, { lock: true })
  const facts = relationshipFacts(before)
  const side = sideOf(access, facts)
  const type = isRequest(before) && decision.request ? 'request' : 'relationship'
  if (side === null || !can(access, decision.permission, { type, ...facts })) throw new Refusal('not-permitted')
  const { state, invitation } = await readState(unit.trx, before)
  const moment = { side, now: unit.now }
  const outcome = outcomeOf(decision, state, moment, input)
  if ('refusal' in outcome) throw new Refusal(outcome.refusal)
  const event = decision.event(state, moment)
  const relationship = await enact(unit, before, {
    decision: { changesAccess: decision.changesAccess, reminder: decision.reminder || decision.aside },
    patch: outcome.patch,
    event,
    actor: actorOf(access),
    itemId,
  })
  await own?.apply({ ...context, side, state, invitation, relationship }, input)
  if (decision.audit) await audit(context, auditedDecision(context, decision.audit, relationship))
  if (decision.changesAccess) await moveAccessTo(unit, relationship)
}

function auditedDecision(
  { access: { userId, organisationId }, itemId }: DecisionContext,
  event: AuditEvent,
  { customer_id }: Relationship,
): Audited {
  const person = { id: userId, organisation_id: organisationId }
  const subject = { kind: 'customer', id: customer_id, name: null, from: null, to: null } as const
  return { event, person, subject, journalled: itemId }
}

/** Edits lock documents before relationships; the other order here would make the two wait for each other. */
async function lockItsDocuments({ unit }: DecisionContext, { relationshipId }: SeenInput): Promise<void> {
  const relationship = await findRelationship(unit.trx, relationshipId)
  if (!relationship) throw new Refusal('not-permitted')
  const own = isRequest(relationship) ? await findOwnDocument(unit.trx, relationship.customer_id) : undefined
  const ids = [relationship.account_document_id, relationship.private_document_id]
  await lockDocuments(unit.trx, own ? [own.id] : ids)
}

async function createFrom<Name extends CreationName>(
  context: DecisionContext,
  decision: CreatingDecision<string, never, DecisionEvent>,
  input: DecisionInput<Name>,
  { create }: Creation<Name>,
): Promise<void> {
  const { unit, access, itemId } = context
  const { organisationId } = access
  const isBySide = decision.by.some((side) => side === access.organisationKind)
  if (!isBySide || !can(access, decision.permission, { type: 'organisation', organisationId }))
    throw new Refusal('not-permitted')
  const relationship = await create(context, input)
  await recordDecision(unit, { event: decision.event, relationship, actor: actorOf(access), itemId })
  publishRelationship(unit, relationship)
}
