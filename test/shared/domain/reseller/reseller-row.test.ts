// The two kinds of row of a reseller's customers, before, during and after an MSP manages them.
import { describe, expect, it } from 'vitest'
import type { OrganisationId, ResellerLinkId } from '#shared/domain/ids.ts'
import { linkStatus, type ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import { resellerRow } from '#shared/domain/reseller/reseller-row.ts'

const acme = { id: '1000000001' as OrganisationId, kind: 'customer', name: 'Acme' } as const
const northwind = { id: '2000000001' as OrganisationId, kind: 'msp', name: 'Northwind IT' } as const
const southwind = { id: '2000000002' as OrganisationId, name: 'Southwind IT' }
const counts = { uploads: 3, devices: 40, lastUploadedAt: 5 }

function link(given: Partial<ResellerLinkRecord>): ResellerLinkRecord {
  return {
    id: 'link' as ResellerLinkId,
    relationshipId: null,
    resellerId: '3000000001' as OrganisationId,
    resellerName: 'Shop',
    party: acme,
    managedBy: null,
    location: 'Leeds, GB',
    reference: 'K-18',
    trust: 'none',
    trustedAt: null,
    autoApprove: false,
    defaultProfileId: null,
    addedAt: 1,
    version: 0,
    ...counts,
    ...given,
  }
}

describe('A reseller’s customers', () => {
  const { id: mspId, name: mspName } = northwind
  it.each<[string, Partial<ResellerLinkRecord>, object]>([
    ['an MSP', { party: northwind }, { name: mspName, shownId: mspId, isMsp: true, ownName: null }],
    ['a customer', {}, { name: 'Acme', shownId: acme.id, isMsp: false, ownName: null }],
    [
      'a customer that an MSP manages',
      { managedBy: { id: mspId, name: mspName } },
      { name: mspName, shownId: mspId, isMsp: true, ownName: 'Acme' },
    ],
    [
      'one that another MSP manages since',
      { managedBy: southwind },
      { name: southwind.name, shownId: southwind.id, isMsp: true, ownName: 'Acme' },
    ],
    ['one after the delink', { managedBy: null }, { name: 'Acme', shownId: acme.id, isMsp: false, ownName: null }],
  ])('[R1] %s: who stands there; reference, uploads and counts stay', (_what, given, shown) => {
    expect(resellerRow(link(given))).toMatchObject({ ...shown, ...counts, reference: 'K-18', linkId: 'link' })
    expect(resellerRow(link(given)).partyId).toBe((given.party ?? acme).id)
  })

  it.each([
    ['none', 0, 'pending'],
    ['none', 3, 'pending'],
    ['trusted', 0, 'pending'],
    ['trusted', 3, 'active'],
    ['taken-back', 3, 'inactive'],
  ] as const)('[R1] trust %s and %i uploads: %s', (trust, uploads, status) => {
    expect(linkStatus({ trust, uploads })).toBe(status)
  })
})
