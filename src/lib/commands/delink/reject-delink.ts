import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** Says no to the delink (M17): the relationship goes on. */
export const rejectDelink = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'reject-delink', relationshipId, () => ({ status: 'active', delink: null }))
})
