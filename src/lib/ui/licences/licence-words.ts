import type {
  LeftSeats,
  LicenceShareRecord,
  LicenceState,
  LicenceTerms,
  LicenceType,
} from '#shared/domain/licence/licence.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { licenceStates } from '../../../i18n/compiled/words/licenceStates.js'
import { licenceTypes } from '../../../i18n/compiled/words/licenceTypes.js'
import { statuses } from '../../../i18n/compiled/words/statuses.js'
import { knownWords } from '../words/known-words.ts'
import { formatDate, formatNumber } from '../words/time-words.ts'

export const licenceStateWords = knownWords<LicenceState>({ ...licenceStates, unknown: statuses.unknown })
export const licenceTypeWords = knownWords<LicenceType>({ ...licenceTypes, unknown: statuses.unknown })

export const seatsWords = (count: number) => m.licence_seats_count({ count, shown: formatNumber(count) })

/** Seats of a customer that is managed no more; its name may have been erased (M25). */
export function leftWords({ name, seats }: LeftSeats): string {
  const shown = seatsWords(seats)
  return name === '' ? m.licence_left_nameless({ seats: shown }) : m.licence_left_with({ company: name, seats: shown })
}

/** A day as it was entered, in the person's way of writing it. */
export function dayWords(day: string): string {
  return day === '' ? m.licence_no_end() : formatDate(Date.parse(`${day}T12:00:00`))
}

/** From when until when. */
export function termWords({ startsOn, endsOn }: Pick<LicenceTerms, 'startsOn' | 'endsOn'>): string {
  const from = dayWords(startsOn)
  return endsOn === '' ? m.licence_from({ from }) : m.licence_from_to({ from, to: dayWords(endsOn) })
}

export const keyWords = ({ keyEnd }: Pick<LicenceTerms, 'keyEnd'>) => `•••• ${keyEnd}`
/** To be read out. */
export const spokenKey = ({ keyEnd }: Pick<LicenceTerms, 'keyEnd'>) => m.licence_key_spoken({ end: keyEnd })

/** Who bought a customer's seats, to be read by somebody of the customer or of an MSP. */
export function boughtByWords(
  { boughtBy, mspName }: Pick<LicenceShareRecord, 'boughtBy' | 'mspName'>,
  isCustomer: boolean,
): string {
  if (boughtBy === 'customer') return isCustomer ? m.licence_by_us() : m.licence_by_customer()
  if (mspName === '') return boughtBy === 'msp' ? '' : m.licence_by_other()
  if (!isCustomer) return m.licence_by_us()
  return boughtBy === 'msp' ? m.licence_by_msp({ msp: mspName }) : m.licence_by_former({ msp: mspName })
}
