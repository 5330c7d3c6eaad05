import type { LicenceChange } from '../../domain/licence/licence-form.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'
import { decidesOnLicences, type SeenLicence } from './seen-licence.ts'

/** More seats were bought, or it runs on; never fewer than are assigned. */
export const changeLicence = defineDeviceDecision('change-licence', {
  permissions: decidesOnLicences,
  event: 'licence-changed',
  foretells: ({ id, name, seats, startsOn, endsOn }: SeenLicence & LicenceChange) => [
    { kind: 'licence', ids: [id], patch: { name, seats, startsOn, endsOn } },
  ],
})
