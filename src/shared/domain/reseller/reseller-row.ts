/** A reseller's customer as its list shows it (R1): while an MSP manages it, that stands in its place. */
import type { OrganisationId, ResellerLinkId } from '../ids.ts'
import { linkStatus, type LinkStatus, type ResellerLinkRecord } from './reseller-link.ts'

export interface ResellerRow {
  linkId: ResellerLinkId
  /** Under which its page is: the ID that it was added by. */
  partyId: OrganisationId
  /** Empty while nobody has said whose ID it is. */
  name: string
  /** The MSP's, or its own. */
  shownId: OrganisationId
  isMsp: boolean
  /** Of a customer that an MSP stands for; null for others. */
  ownName: string | null
  reference: string
  location: string
  lastUploadedAt: number | null
  uploads: number
  devices: number
  status: LinkStatus
}

export function resellerRow(link: ResellerLinkRecord): ResellerRow {
  const { id: linkId, party, managedBy, reference, location, lastUploadedAt, uploads, devices } = link
  return {
    linkId,
    partyId: party.id,
    name: managedBy?.name ?? party.name,
    shownId: managedBy?.id ?? party.id,
    isMsp: managedBy !== null || party.kind === 'msp',
    ownName: managedBy && party.name,
    reference,
    location,
    lastUploadedAt,
    uploads,
    devices,
    status: linkStatus(link),
  }
}
