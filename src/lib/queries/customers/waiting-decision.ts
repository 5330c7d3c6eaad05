import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import { findDecision, type DecisionName } from '#shared/decisions/registry.ts'
import { isOverlaid, isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'

function standsAside(name: DecisionName): boolean {
  const decision = findDecision(name)
  return decision?.about === 'relationship' && decision.aside
}

export interface RefusedDecision {
  itemId: ItemId
  name: DecisionName
  code: RefusalCode
  customerName: string
  /** What was entered with it, and what was wrong with it at which field. */
  input: unknown
  fieldErrors: FieldErrors
}

export interface WaitingDecision {
  itemId: ItemId
  name: DecisionName
  /** It has never left this device. */
  canCancel: boolean
  /** What was entered with it. */
  input: unknown
}

/**
 * The newest decision that still waits, and the newest that was refused: about one relationship, or, for null, about any; where
 * names are given, of these. What is said beside it stands by itself.
 */
export function decisionsOf(
  items: readonly OutboxItem[],
  relationshipId: RelationshipId | null,
  names: readonly DecisionName[] | null = null,
): { waiting: WaitingDecision | null; refused: RefusedDecision | null } {
  let waiting: WaitingDecision | null = null
  let refused: RefusedDecision | null = null
  for (const item of items) {
    if (item.body.kind !== 'command' || item.about) continue
    if (names ? !names.includes(item.body.name) : standsAside(item.body.name)) continue
    if (relationshipId !== null && item.relationshipId !== relationshipId) continue
    if (isOverlaid(item)) {
      const { name, input } = item.body
      waiting = { itemId: item.id, name, canCancel: isUntried(item), input }
    }
    if (item.state === 'refused')
      refused = {
        itemId: item.id,
        name: item.body.name,
        code: item.code ?? 'server-error',
        customerName: item.customerName,
        input: item.body.input,
        fieldErrors: item.fieldErrors,
      }
  }
  return { waiting, refused }
}
