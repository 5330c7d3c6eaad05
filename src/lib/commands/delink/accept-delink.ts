import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** Agrees to the delink (M17). Nothing is predicted: access ends when the server has decided, not before. */
export const acceptDelink = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'accept-delink', relationshipId, () => ({}))
})
