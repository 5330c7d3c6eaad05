/** What its owner makes of an upload. */
import type { UploadId } from '../../domain/ids.ts'
import type { OfOwner } from './define-device-decision.ts'

export interface SeenUpload {
  id: UploadId
  version: number
}

/** The most uploads that are decided at once. */
export const mostUploads = 500

export type UploadInput = OfOwner & SeenUpload

export const decidesOnDevices = { msp: 'manage-devices', customer: 'manage-devices' } as const
