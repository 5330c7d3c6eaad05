/** An upload is as many decisions as it has parts, and one thing for people. */
import type { OrganisationId, ResellerLinkId, UploadId } from '../../domain/ids.ts'

export interface UploadPart {
  uploadId: UploadId
  /** Of a party that wasn't among the reseller's customers yet. */
  linkId: ResellerLinkId
  partyId: OrganisationId
  orderNumber: string
  /** YYYY-MM-DD, or empty. */
  orderDate: string
  /** Of the whole file for this party. */
  rows: number
  /** When it was begun, ms, so that it stands in the list at once. */
  at: number
  /** Which of how many, from 1. */
  part: number
  parts: number
  /** `writeDeviceLines` of its rows. */
  lines: string
}

/** What of a waiting decision is a part of an upload; null: it is something else. */
export function partIn(body: { kind: string; name?: string; input?: unknown }): UploadPart | null {
  return body.kind === 'command' && body.name === 'upload-devices' ? (body.input as UploadPart) : null
}

/** By their upload, in their order. */
export function partsByUpload<Item extends { body: Parameters<typeof partIn>[0] }>(
  items: readonly Item[],
): Map<UploadId, { item: Item; part: UploadPart }[]> {
  const parts = items.flatMap((item) => {
    const part = partIn(item.body)
    return part ? [{ item, part }] : []
  })
  return Map.groupBy(parts, ({ part }) => part.uploadId)
}

export function rowsIn({ lines }: Pick<UploadPart, 'lines'>): number {
  return lines.split('\n').length
}
