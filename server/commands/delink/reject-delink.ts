/** The other side says no: `Active` again, and whoever asked is told (M17). */
import { decideRelationship } from '../../database/repository/relationship.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { mailDelink } from './mail-delink.ts'

export async function rejectDelink(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId } = context
  const { relationship, side, status } = await requireDelinkDecision(context, input, 'reject')
  const closed = { status, delink_requested_at: null, delink_reminded_at: null, delink_reminded_count: 0 }
  const decided = await decideRelationship(unit.trx, relationship, closed, unit.now)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'delink-rejected', relationship: decided, actor, itemId })
  const requestedBy = otherSide(side)
  await mailDelink(context, decided, 'delink-rejected', { side, requestedBy }, requestedBy)
  publishRelationship(unit, decided)
}
