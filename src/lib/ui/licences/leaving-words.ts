/** What becomes of a customer's seats when its MSP manages it no more (M17), in sentences. */
import { isTransferable, type LicenceShareRecord } from '#shared/domain/licence/licence.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { seatsWords } from './licence-words.ts'

type Share = Pick<LicenceShareRecord, 'boughtBy' | 'type' | 'seats' | 'used'>

interface Leaving {
  /** Go back to the MSP. */
  back: number
  /** Stay with the customer for good. */
  stays: number
}

export function leavingSeats(shares: readonly Share[]): Leaving {
  const left = { back: 0, stays: 0 }
  for (const share of shares) {
    if (share.boughtBy !== 'msp') continue
    const back = isTransferable(share) ? share.seats - share.used : 0
    left.back += back
    left.stays += share.seats - back
  }
  return left
}

/** To be read by the MSP. */
export function leavingForMsp(shares: readonly Share[], company: string): { ends: string[]; stays: string[] } {
  const { back, stays } = leavingSeats(shares)
  return {
    ends: stays > 0 ? [m.leaving_stay_there({ seats: seatsWords(stays), company })] : [],
    stays: back > 0 ? [m.leaving_back_to_us({ seats: seatsWords(back) })] : [],
  }
}

/** To be read by the customer. */
export function leavingForCustomer(shares: readonly Share[], msp: string): { ends: string[]; stays: string[] } {
  const { back, stays } = leavingSeats(shares)
  return {
    ends: back > 0 ? [m.leaving_back_to_msp({ seats: seatsWords(back), msp })] : [],
    stays: stays > 0 ? [m.leaving_stay_ours({ seats: seatsWords(stays) })] : [],
  }
}
