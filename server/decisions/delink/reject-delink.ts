import { otherSide } from '#shared/domain/relationship.ts'
import type { Effects } from '../effects.ts'
import { mailDelink } from './mail-delink.ts'

/** Whoever asked is told (M17). */
export const rejectDelinkEffects: Effects<'reject-delink'> = {
  apply: (carried) =>
    mailDelink(carried, 'delink-rejected', { requestedBy: otherSide(carried.side), reader: otherSide(carried.side) }),
}
