/** `RESEND EMAIL` (M16): the same request again, at most once an hour and three times. The version stays: nothing was decided. */
import { noteDelinkReminder } from '../../database/repository/relationship.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { requireReminderLeft } from '../reminder-limit.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { mailDelink } from './mail-delink.ts'

export async function remindDelink(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId } = context
  const { relationship, side } = await requireDelinkDecision(context, input, 'remind')
  const { delink_reminded_count: count, delink_reminded_at: lastAt } = relationship
  requireReminderLeft({ count, lastAt }, unit.now)
  await noteDelinkReminder(unit.trx, relationship, unit.now)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'delink-reminded', relationship, actor, itemId })
  await mailDelink(context, relationship, 'delink-reminder', { side, requestedBy: side }, otherSide(side))
  publishRelationship(unit, relationship)
}
