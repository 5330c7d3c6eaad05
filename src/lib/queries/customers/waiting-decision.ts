import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { CommandName } from '#shared/protocol/command-inputs.ts'
import { isOverlaid, type OutboxItem } from '../../local-store/outbox-item.ts'

export interface RefusedDecision {
  itemId: ItemId
  name: CommandName
  code: RefusalCode
  customerName: string
}

/** The newest decision about a relationship that still waits, and the newest that was refused. */
export function decisionsOf(
  items: readonly OutboxItem[],
  relationshipId: RelationshipId,
): { waiting: CommandName | null; refused: RefusedDecision | null } {
  let waiting: CommandName | null = null
  let refused: RefusedDecision | null = null
  for (const item of items) {
    if (item.relationshipId !== relationshipId || item.body.kind !== 'command') continue
    if (isOverlaid(item)) waiting = item.body.name
    if (item.state === 'refused')
      refused = {
        itemId: item.id,
        name: item.body.name,
        code: item.code ?? 'server-error',
        customerName: item.customerName,
      }
  }
  return { waiting, refused }
}
