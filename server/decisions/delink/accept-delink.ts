import { otherSide } from '#shared/domain/relationship.ts'
import { actorOf } from '../enact.ts'
import type { Effects } from '../effects.ts'
import { mailDelink } from './mail-delink.ts'

/** Both sides are told, and the journal keeps it: a backup gives nobody back what they lost (M17, SYNC3). */
export const acceptDelinkEffects: Effects<'accept-delink'> = {
  async apply(carried) {
    const { services, unit, access, itemId, relationship, side } = carried
    const requestedBy = otherSide(side)
    for (const reader of ['msp', 'customer'] as const)
      await mailDelink(carried, 'delink-accepted', { requestedBy, reader })
    const ended = { relationshipId: relationship.id, itemId, at: unit.now, ...actorOf(access) }
    unit.afterCommit(() => services.revocations.delinked(ended))
  },
}
