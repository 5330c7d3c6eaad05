import type { ProfileForm } from '../../domain/device/enrolment-profile.ts'
import type { OrganisationId, ProfileId } from '../../domain/ids.ts'
import { defineDeviceDecision, type OfOwner } from './define-device-decision.ts'
import { decidesOnDevices } from './seen-upload.ts'

interface Input extends OfOwner, ProfileForm {
  id: ProfileId
  ownerId: OrganisationId
}

export const addEnrolmentProfile = defineDeviceDecision('add-enrolment-profile', {
  permissions: decidesOnDevices,
  event: 'profile-added',
  foretells: ({ id, ...profile }: Input) => [
    { kind: 'enrolment-profile', ids: [id], patch: { ...profile, id, version: 1 } },
  ],
})
