import { otherSide } from '#shared/domain/relationship.ts'
import type { Effects } from '../effects.ts'
import { mailDelink } from './mail-delink.ts'

/** The other side is asked by mail once more (M16). */
export const remindDelinkEffects: Effects<'remind-delink'> = {
  apply: (carried) =>
    mailDelink(carried, 'delink-reminder', { requestedBy: carried.side, reader: otherSide(carried.side) }),
}
