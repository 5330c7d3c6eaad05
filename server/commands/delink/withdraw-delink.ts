/** Takes one's own request back (M16). */
import { decideRelationship } from '../../database/repository/relationship.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { mailDelink } from './mail-delink.ts'

export async function withdrawDelink(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId } = context
  const { relationship, side, status } = await requireDelinkDecision(context, input, 'withdraw')
  const closed = { status, delink_requested_at: null, delink_reminded_at: null, delink_reminded_count: 0 }
  const decided = await decideRelationship(unit.trx, relationship, closed, unit.now)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'delink-withdrawn', relationship: decided, actor, itemId })
  await mailDelink(context, decided, 'delink-withdrawn', { side, requestedBy: side }, otherSide(side))
  publishRelationship(unit, decided)
}
