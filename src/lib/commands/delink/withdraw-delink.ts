import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** Takes the delink request back (M16). */
export const withdrawDelink = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'withdraw-delink', relationshipId, () => ({ status: 'active', delink: null }))
})
