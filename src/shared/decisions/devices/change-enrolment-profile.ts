import type { ProfileForm } from '../../domain/device/enrolment-profile.ts'
import type { ProfileId } from '../../domain/ids.ts'
import { defineDeviceDecision, type OfOwner } from './define-device-decision.ts'
import { decidesOnDevices } from './seen-upload.ts'

/** An enrolment profile as whoever decides saw it. */
export interface SeenProfile extends OfOwner {
  id: ProfileId
  version: number
}

export const changeEnrolmentProfile = defineDeviceDecision('change-enrolment-profile', {
  permissions: decidesOnDevices,
  event: 'profile-changed',
  foretells: ({ id, name, appUrl, appData }: SeenProfile & ProfileForm) => [
    { kind: 'enrolment-profile', ids: [id], patch: { name, appUrl, appData } },
  ],
})
