import type { SeenProfile } from './change-enrolment-profile.ts'
import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnDevices } from './seen-upload.ts'

export const deleteEnrolmentProfile = defineDeviceDecision('delete-enrolment-profile', {
  permissions: decidesOnDevices,
  event: 'profile-deleted',
  foretells: ({ id }: SeenProfile) => [{ kind: 'enrolment-profile', ids: [id], patch: null }],
})
