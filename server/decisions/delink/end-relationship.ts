import { withdrawRequest } from '#shared/decisions/request/withdraw-request.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import { moveAccessTo } from '../../auth/change-access.ts'
import type { ChangeActor } from '../../commands/record-change.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { Delinked } from '../../database/journal-entries.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { enact } from '../enact.ts'

/** The end of a relationship once more, without its mails. The caller holds its documents and its row. */
export async function endRelationship(
  unit: UnitOfWork,
  relationship: Relationship,
  {
    event = 'delink-accepted',
    ...by
  }: { actor: ChangeActor; itemId: ItemId | null; endedAt?: number } & Partial<Pick<Delinked, 'event'>>,
): Promise<void> {
  // Of a question that was taken back nobody has had anything but itself.
  if (event === 'request-withdrawn') {
    await enact(unit, relationship, { ...by, decision: withdrawRequest, patch: { status: 'withdrawn' }, event })
    return
  }
  const decision = { reminder: false, changesAccess: true }
  const patch = { status: 'delinked', delink: null } as const
  const ended = await enact(unit, relationship, { ...by, decision, patch, event })
  await moveAccessTo(unit, ended)
}
