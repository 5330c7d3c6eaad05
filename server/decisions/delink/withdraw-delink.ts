import { otherSide } from '#shared/domain/relationship.ts'
import type { Effects } from '../effects.ts'
import { mailDelink } from './mail-delink.ts'

/** Whoever was asked is told that there is nothing to answer any more (M16). */
export const withdrawDelinkEffects: Effects<'withdraw-delink'> = {
  apply: (carried) =>
    mailDelink(carried, 'delink-withdrawn', { requestedBy: carried.side, reader: otherSide(carried.side) }),
}
