import { defineDeviceDecision, type OfOwner } from './define-device-decision.ts'
import { decidesOnDevices, type SeenUpload } from './seen-upload.ts'

export const approveUploads = defineDeviceDecision('approve-uploads', {
  permissions: decidesOnDevices,
  event: 'uploads-approved',
  foretells: ({ uploads }: OfOwner & { uploads: SeenUpload[] }) => [
    { kind: 'upload', ids: uploads.map(({ id }) => id), patch: { state: 'approved' } },
  ],
})
