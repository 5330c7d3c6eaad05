import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** `RESEND EMAIL` (M16): reminds the other side of the open delink request. */
export const remindDelink = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'remind-delink', relationshipId, () => ({}))
})
