/** Licences (M22): what somebody bought, and of it the seats that a customer has. The key itself never leaves the server. */
import type { LicenceId, LicenceShareId, OrganisationId, RelationshipId } from '../ids.ts'
import type { ServiceId } from '../service.ts'
import { serviceCatalogue } from '../service-catalogue.ts'

/** `transferable`: seats that no device uses can be given back. `fixed`: they stay where they were assigned. */
export const licenceTypes = ['transferable', 'fixed', 'trial'] as const
export type LicenceType = (typeof licenceTypes)[number]

/** What a licence and its shares have alike. */
export interface LicenceTerms {
  name: string
  service: ServiceId
  type: LicenceType
  /** The last characters of its key. */
  keyEnd: string
  /** YYYY-MM-DD */
  startsOn: string
  /** YYYY-MM-DD, the last day; '': never. */
  endsOn: string
}

/** Seats with a customer that its MSP manages no more, by the name that it had at the end. */
export interface LeftSeats {
  name: string
  seats: number
}

/** As many seats as were bought with one key, of an MSP or of a customer itself. */
export interface LicenceRecord extends LicenceTerms {
  id: LicenceId
  /** By which the reader manages its owner; null of what is one's own. */
  relationshipId: RelationshipId | null
  ownerId: OrganisationId
  seats: number
  /** In shares, those that left among them. */
  assigned: number
  /** By devices, and all that left. */
  used: number
  left: LeftSeats[]
  addedAt: number
  /** Counts decisions (PUSH2). */
  version: number
}

/** From the reader's point of view: the customer itself, the MSP that manages it now, or one that did. */
export type BoughtBy = 'customer' | 'msp' | 'former-msp'

/** A customer's seats of one licence for one service. */
export interface LicenceShareRecord extends LicenceTerms {
  id: LicenceShareId
  relationshipId: RelationshipId | null
  customerId: OrganisationId
  licenceId: LicenceId
  boughtBy: BoughtBy
  /** Of the MSP that bought it; empty where the reader may not know it. */
  mspName: string
  seats: number
  /** Devices that use them. */
  used: number
  version: number
}

/** Whether seats can go back to whoever bought them. */
export function isTransferable({ type }: Pick<LicenceTerms, 'type'>): boolean {
  return type === 'transferable'
}

/** What a customer's seats may be for. */
export function servicesCoveredBy(licensed: ServiceId): ServiceId[] {
  const isForAll = serviceCatalogue.some(({ id, licensesAll }) => id === licensed && licensesAll)
  return isForAll ? serviceCatalogue.map(({ id }) => id) : [licensed]
}

const dayMs = 24 * 60 * 60 * 1000
export const endingDays = 30

/** `ending`: within thirty days. */
export type LicenceState = 'not-started' | 'active' | 'ending' | 'ended'

/** A licence's days end with UTC's: of all clocks, everybody's is the same. */
export function stateOfLicence({ startsOn, endsOn }: Pick<LicenceTerms, 'startsOn' | 'endsOn'>, now: number) {
  const today = dayOf(now)
  const state: LicenceState =
    endsOn !== '' && endsOn < today
      ? 'ended'
      : startsOn > today
        ? 'not-started'
        : endsOn !== '' && endsOn <= dayOf(now + endingDays * dayMs)
          ? 'ending'
          : 'active'
  return state
}

export function hasEnded(terms: Pick<LicenceTerms, 'startsOn' | 'endsOn'>, now: number): boolean {
  return stateOfLicence(terms, now) === 'ended'
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
