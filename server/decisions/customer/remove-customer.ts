import { actorOf } from '../enact.ts'
import type { Effects } from '../effects.ts'
import { closeInvitation } from '../invitation/close-invitation.ts'

/** The links that were sent die, mails that wait are not sent, and the journal keeps it: a backup revives nothing (M7, SYNC3). */
export const removeCustomerEffects: Effects<'remove-customer'> = {
  async apply(carried) {
    const { services, unit, access, itemId, relationship } = carried
    await closeInvitation(carried)
    const ended = { relationshipId: relationship.id, itemId, at: unit.now, ...actorOf(access) }
    unit.afterCommit(() => services.revocations.delinked({ ...ended, event: 'customer-removed' }))
  },
}
