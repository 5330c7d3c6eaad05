/** Whether an MSP may ask a customer, decided by that (C12): its open question gets a no, and the journal keeps it. */
import type { z } from 'zod'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import { seenAskingMspSchema } from '#shared/decisions/team/team-inputs.ts'
import type { TeamChange } from '#shared/decisions/team/team.ts'
import { rejectRequest } from '#shared/decisions/request/reject-request.ts'
import { isOpenRequest } from '#shared/domain/request/management-request.ts'
import { findOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { holdAsking, saveAsking, type Asking } from '../../database/repository/requests/asking-msp.ts'
import { findRequest } from '../../database/repository/requests/request.ts'
import type { AskingDecided } from '../../database/journal-entries.ts'
import type { AskingMspTable } from '../../database/tables/asking-msp-table.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { enact, type Enacted } from '../enact.ts'
import { laterThan } from '../team/note-decided.ts'
import type { TeamContext, TeamEffects } from '../team/team-effects.ts'
import { mailRequest } from './mail-request.ts'
import { noteRejected } from './once-a-day.ts'

type AskingChange = Extract<TeamChange, { kind: 'asking-msp' }>

export const blockMspEffects: TeamEffects<DecisionInput<'block-msp'>> = {
  input: seenAskingMspSchema as z.ZodType<DecisionInput<'block-msp'>>,
  async lockFirst({ unit, access }, { mspId }) {
    await findRequest(unit.trx, mspId, access.organisationId, { lock: true })
  },
}

export async function saveAskingChange(context: TeamContext, { id: mspId, patch }: AskingChange): Promise<void> {
  const { services, unit, access, itemId, organisation } = context
  const asking = { mspId, customerId: organisation.id }
  const held = await holdAsking(unit.trx, asking)
  const isBlock = patch.blockedAt !== null
  const decided_at = laterThan(held.decided_at, unit.now)
  const decided = {
    blocked_at: isBlock ? unit.now : null,
    blocked_by: isBlock ? access.userId : null,
    decided_at,
    version: held.version + 1,
  }
  await saveAsking(unit, asking, decided)
  const entry = askingDecided({ ...held, ...decided }, itemId)
  unit.afterCommit(() => services.revocations.decide(entry))
  if (!isBlock) return
  const by = { actor: { userId: access.userId, organisationId: organisation.id }, itemId }
  const rejected = await rejectOpen(unit, asking, by)
  if (rejected) await mailRequest(context, rejected, 'request-rejected')
}

/** What waits is over as by any other no. */
async function rejectOpen(
  unit: UnitOfWork,
  asking: Asking,
  by: Pick<Enacted, 'actor' | 'itemId'>,
): Promise<Relationship | null> {
  const request = await findRequest(unit.trx, asking.mspId, asking.customerId, { lock: true })
  if (!request) return null
  const { status, requested_at: requestedAt, request_asked_at: askedAt } = request
  const state = { status, request: requestedAt === null ? null : { requestedAt, askedAt: askedAt ?? requestedAt } }
  if (!isOpenRequest(state, unit.now)) return null
  await noteRejected(unit, asking)
  return enact(unit, request, {
    ...by,
    decision: rejectRequest,
    patch: { status: 'rejected' },
    event: 'request-rejected',
  })
}

export function askingDecided(row: AskingMspTable, itemId: AskingDecided['itemId']): AskingDecided {
  const { organisation_id: organisationId, msp_id: mspId, msp_name: mspName, blocked_at: blockedAt } = row
  return {
    type: 'asking-decided',
    id: `${organisationId}:${mspId}`,
    organisationId,
    mspId,
    mspName,
    itemId,
    userId: row.blocked_by,
    blockedAt,
    at: row.decided_at ?? 0,
  }
}

/** Whether anything had to be done: the database may have this decision or a later one, or know nothing of the customer. */
export async function replayAsking(unit: UnitOfWork, entry: AskingDecided): Promise<boolean> {
  const { mspId, organisationId: customerId, mspName, blockedAt, userId, itemId, at } = entry
  const asking = { mspId, customerId }
  if (!(await findOrganisation(unit.trx, customerId))) return false
  await findRequest(unit.trx, mspId, customerId, { lock: true })
  await holdOrganisation(unit.trx, customerId)
  const held = await holdAsking(unit.trx, asking)
  if ((held.decided_at ?? -1) >= at) return false
  await saveAsking(unit, asking, {
    msp_name: held.msp_name || mspName,
    blocked_at: blockedAt,
    blocked_by: userId,
    decided_at: at,
    version: held.version + 1,
  })
  if (blockedAt !== null) await rejectOpen(unit, asking, { actor: { userId, organisationId: customerId }, itemId })
  return true
}
