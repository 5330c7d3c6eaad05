import type { RelationshipId } from '#shared/domain/ids.ts'
import { appendDecision } from '../../outbox/append-decision.ts'
import { defineCommand } from '../define-command.ts'

/** `DELINK` (M16): asks the other side to end the relationship; until answered, everything goes on. */
export const delinkCustomer = defineCommand(async (device, relationshipId: RelationshipId): Promise<void> => {
  await appendDecision(device, 'delink-customer', relationshipId, () => ({
    status: device.user.organisationKind === 'msp' ? 'delink-requested-by-msp' : 'delink-requested-by-customer',
    delink: { requestedAt: device.clock.now(), remindedAt: null },
  }))
})
