/** What a reseller sends to an MSP or a customer, in parts (R5). */
import type { UploadRecord } from '../../domain/device/upload.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'
import type { UploadPart } from './upload-parts.ts'

export const uploadDevices = defineDeviceDecision('upload-devices', {
  permissions: { reseller: 'manage-devices' },
  event: 'devices-uploaded',
  foretells: ({ uploadId, linkId, partyId, orderNumber, orderDate, rows, at, part }: UploadPart) =>
    part > 1
      ? []
      : [
          {
            kind: 'upload',
            ids: [uploadId],
            patch: { ...begunUpload, id: uploadId, linkId, ownerId: partyId, orderNumber, orderDate, rows, at },
          },
        ],
})

const begunUpload: Omit<UploadRecord, 'id' | 'linkId' | 'ownerId' | 'orderNumber' | 'orderDate' | 'rows' | 'at'> = {
  relationshipId: null,
  source: 'reseller',
  fromName: '',
  arrived: 0,
  devices: 0,
  refused: 0,
  refusedRows: [],
  delivery: 'in-progress',
  state: 'pending',
  decidedAt: null,
  version: 0,
}
