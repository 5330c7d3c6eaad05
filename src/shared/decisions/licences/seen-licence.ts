import type { LicenceId } from '../../domain/ids.ts'
import type { OfOwner } from '../devices/define-device-decision.ts'

/** Whoever manages licences, of a customer or of an MSP. */
export const decidesOnLicences = { msp: 'manage-licenses', customer: 'manage-licenses' } as const

/** As whoever decides saw it; of one's own organisation. */
export interface SeenLicence extends OfOwner {
  relationshipId: null
  id: LicenceId
  version: number
}
