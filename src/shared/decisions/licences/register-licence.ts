import type { LicenceId, LicenceShareId, OrganisationId } from '../../domain/ids.ts'
import { emptyLicenceForm, shownOfKey, type LicenceForm } from '../../domain/licence/licence-form.ts'
import { defineDeviceDecision, type OfOwner } from '../devices/define-device-decision.ts'
import { decidesOnLicences } from './seen-licence.ts'

interface Input extends OfOwner, LicenceForm {
  relationshipId: null
  id: LicenceId
  ownerId: OrganisationId
  /** Of a customer, which has all of its seats itself; null: an MSP will assign them. */
  shareId: LicenceShareId | null
}

/** By its key, once (M22). */
export const registerLicence = defineDeviceDecision('register-licence', {
  permissions: decidesOnLicences,
  event: 'licence-registered',
  form: emptyLicenceForm,
  foretells: ({ id, shareId, ownerId, relationshipId, key, seats, ...terms }: Input) => {
    const shown = { ...terms, relationshipId, seats, keyEnd: key.slice(-shownOfKey), used: 0, version: 0 }
    const share = { ...shown, id: shareId, customerId: ownerId, licenceId: id, boughtBy: 'customer', mspName: '' }
    const assigned = shareId === null ? 0 : seats
    return [
      { kind: 'licence', ids: [id], patch: { ...shown, id, ownerId, assigned, left: [], addedAt: 0 } },
      ...(shareId === null ? [] : [{ kind: 'licence-share' as const, ids: [shareId], patch: share }]),
    ]
  },
})
