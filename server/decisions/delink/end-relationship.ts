import { acceptDelink } from '#shared/decisions/delink/accept-delink.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import { moveAccessTo } from '../../auth/change-access.ts'
import type { ChangeActor } from '../../commands/record-change.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { enact } from '../enact.ts'

/** The end of a relationship once more, without its mails. The caller holds its documents and its row. */
export async function endRelationship(
  unit: UnitOfWork,
  relationship: Relationship,
  acceptance: { actor: ChangeActor; itemId: ItemId | null },
): Promise<void> {
  const patch = { status: 'delinked', delink: null } as const
  const ended = await enact(unit, relationship, {
    ...acceptance,
    decision: acceptDelink,
    patch,
    event: 'delink-accepted',
  })
  await moveAccessTo(unit, ended)
}
