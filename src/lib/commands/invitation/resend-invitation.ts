import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** `Resend email invite` (M7): a reminder before the deadline, a new invitation after it; the server decides which. */
export const resendInvitation = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'resend-invitation', relationshipId, () => ({}))
})
