import type { DecisionName } from '#shared/decisions/registry.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { isOverlaid, isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'

export interface WorkAbout {
  readonly waiting: { itemId: ItemId; name: DecisionName; canCancel: boolean } | null
  readonly refused: { itemId: ItemId; name: DecisionName; code: RefusalCode } | null
}

/** Whether the newest of the decisions about one subject waits here, or was refused. */
export function workAbout(items: readonly OutboxItem[]): WorkAbout {
  const last = items.at(-1)
  if (last?.body.kind !== 'command') return { waiting: null, refused: null }
  const { id: itemId, state, code, body } = last
  return {
    waiting: isOverlaid(last) ? { itemId, name: body.name, canCancel: isUntried(last) } : null,
    refused: state === 'refused' ? { itemId, name: body.name, code: code ?? 'server-error' } : null,
  }
}
