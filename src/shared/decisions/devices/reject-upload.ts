import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnDevices, type UploadInput } from './seen-upload.ts'

export const rejectUpload = defineDeviceDecision('reject-upload', {
  permissions: decidesOnDevices,
  event: 'upload-rejected',
  foretells: ({ id }: UploadInput) => [{ kind: 'upload', ids: [id], patch: { state: 'rejected' } }],
})
