import { defineDeviceDecision } from '../devices/define-device-decision.ts'
import { decidesOnLicences, type SeenLicence } from './seen-licence.ts'

/** While nobody has seats of it. */
export const deleteLicence = defineDeviceDecision('delete-licence', {
  permissions: decidesOnLicences,
  event: 'licence-deleted',
  foretells: ({ id }: SeenLicence) => [{ kind: 'licence', ids: [id], patch: null }],
})
