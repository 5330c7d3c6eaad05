import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnDevices, type UploadInput } from './seen-upload.ts'

/** The way back from an approval, until its devices are put to use (H3). */
export const reopenUpload = defineDeviceDecision('reopen-upload', {
  permissions: decidesOnDevices,
  event: 'upload-reopened',
  foretells: ({ id }: UploadInput) => [{ kind: 'upload', ids: [id], patch: { state: 'pending' } }],
})
