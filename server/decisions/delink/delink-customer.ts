import { otherSide } from '#shared/domain/relationship.ts'
import type { Effects } from '../effects.ts'
import { mailDelink } from './mail-delink.ts'

/** The other side is asked by mail (M16, M18). */
export const delinkCustomerEffects: Effects<'delink-customer'> = {
  apply: (carried) =>
    mailDelink(carried, 'delink-request', { requestedBy: carried.side, reader: otherSide(carried.side) }),
}
