import type { ResellerLinkRecord } from '../../domain/reseller/reseller-link.ts'
import type { OrganisationId, ResellerLinkId } from '../../domain/ids.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'

interface Added {
  linkId: ResellerLinkId
  /** A Customer ID or an MSP ID. */
  partyId: OrganisationId
  reference: string
}

/** Among a reseller's customers from then on (R2). Whose ID it is the server says: until then the row has the ID alone. */
export const addResellerCustomer = defineDeviceDecision('add-reseller-customer', {
  permissions: { reseller: 'add-customer' },
  event: 'reseller-customer-added',
  form: { partyId: '', reference: '' },
  foretells: ({ linkId, partyId, reference }: Added) => [
    {
      kind: 'reseller-link',
      ids: [linkId],
      patch: { ...unknownLink, id: linkId, reference, party: { id: partyId, kind: 'customer', name: '' } },
    },
  ],
})

const unknownLink: Omit<ResellerLinkRecord, 'id' | 'party' | 'reference' | 'resellerId'> = {
  relationshipId: null,
  resellerName: '',
  managedBy: null,
  location: '',
  trust: 'none',
  trustedAt: null,
  autoApprove: false,
  defaultProfileId: null,
  uploads: 0,
  devices: 0,
  lastUploadedAt: null,
  addedAt: 0,
  version: 0,
}
