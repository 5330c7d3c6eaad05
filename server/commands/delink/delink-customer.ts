/** `DELINK` (M16, M18): one side asks, the other is mailed; until it answers, everything goes on. */
import { decideRelationship } from '../../database/repository/relationship.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { mailDelink } from './mail-delink.ts'

export async function delinkCustomer(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId } = context
  const { relationship, side, status } = await requireDelinkDecision(context, input, 'request')
  const asked = { status, delink_requested_at: unit.now, delink_reminded_at: null, delink_reminded_count: 0 }
  const decided = await decideRelationship(unit.trx, relationship, asked, unit.now)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'delink-requested', relationship: decided, actor, itemId })
  await mailDelink(context, decided, 'delink-request', { side, requestedBy: side }, otherSide(side))
  publishRelationship(unit, decided)
}
