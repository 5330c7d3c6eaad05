import type { OrganisationId, RelationshipId, ResellerLinkId, UploadId } from '../ids.ts'

/** What has become of the file: some of its rows may be on their way still, some may have been refused. */
export type UploadDelivery = 'in-progress' | 'ok' | 'completed-with-error'

export type UploadState = 'pending' | 'approved' | 'rejected'

export interface RefusedRow {
  /** Counted from 1, as in the file, its head among them. */
  row: number
  identifier: string
  reason: string
}

/** The most of its refused rows that an upload tells. */
export const mostRefusedRows = 1000

/** Devices that came at once, from a reseller or moved by an MSP, to be approved together. */
export interface UploadRecord {
  id: UploadId
  /** By which the reader manages its owner; null otherwise. */
  relationshipId: RelationshipId | null
  ownerId: OrganisationId
  /** Null of what an MSP moved. */
  linkId: ResellerLinkId | null
  source: 'reseller' | 'msp'
  fromName: string
  orderNumber: string
  /** YYYY-MM-DD, or empty. */
  orderDate: string
  /** Rows of the file for this party; of a move devices. */
  rows: number
  /** Rows that have arrived. */
  arrived: number
  /** Devices it brought, whatever became of them since. */
  devices: number
  refused: number
  /** The first of them; the reseller's alone. */
  refusedRows: RefusedRow[]
  delivery: UploadDelivery
  state: UploadState
  at: number
  decidedAt: number | null
  /** Counts decisions (PUSH2). */
  version: number
}
