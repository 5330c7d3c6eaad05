// How decisions about devices, uploads, licences and resellers are taken.
import type { DeviceDecisionName } from '#shared/decisions/registry.ts'
import { writeDeviceLines } from '#shared/domain/device/device-lines.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type {
  DeviceGroupId,
  LicenceId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  ResellerLinkId,
  UploadId,
} from '#shared/domain/ids.ts'
import type { DeviceUploadTable } from '../../../server/database/tables/device-tables.ts'
import { seedDeviceGroup, seedLink, seedProfile, seedUpload } from '../../support/devices.ts'
import { seedLicence, seedShare } from '../../support/licences.ts'
import type { CasesOf } from './decision-case.ts'
import type { Visit } from './house.ts'

const id = <Id extends string>({ ids }: Visit) => ids.randomId() as Id
export const organisation = ({ house }: Visit, name: string) => house.organisations[name] as OrganisationId
const acme = ({ house }: Visit) => ({ relationshipId: house.relations.acme })
const alone = ({ house }: Visit) => ({ relationshipId: house.relations.alone })
const ofOwn = { relationshipId: null }

async function link(visit: Visit, party: string, trust: 'trusted' | 'none' = 'trusted') {
  const linkId = await seedLink(visit, {
    ...{ resellerId: organisation(visit, 'Partshop'), partyId: organisation(visit, party), trust },
    ...{ version: 3, uploads: 1 },
  })
  return { linkId, version: 3 }
}

/** Two devices that Partshop sent there. */
async function uploaded(visit: Visit, party: string, upload: Partial<DeviceUploadTable> = {}) {
  const { linkId } = await link(visit, party)
  const to = { resellerId: organisation(visit, 'Partshop'), partyId: organisation(visit, party), linkId, count: 2 }
  const { uploadId, devices } = await seedUpload(visit, { ...to, upload: { version: 3, ...upload } })
  return { id: uploadId, version: 3, deviceIds: joinIds(devices.map((device) => device.id)) }
}
async function upload(visit: Visit, state: 'pending' | 'approved') {
  const { id: uploadId, version } = await uploaded(visit, 'Acme', { state })
  return { id: uploadId, version }
}
export const approved = async (visit: Visit, party: string) =>
  (await uploaded(visit, party, { state: 'approved' })).deviceIds

const sentRow = {
  ...{ row: 2, imei: '350000000000006', meid: '', serial: 'R52N30ABCDE', model: 'SM-X306B' },
  ...{ orderNumber: 'PO-1', orderDate: '2026-11-02' },
}
const profile = { name: 'Warehouse', appUrl: 'https://mdm.example/app.apk', appData: '' }
const seenProfile = async (visit: Visit) => ({
  ...{ ...acme(visit), version: 3, id: await seedProfile(visit, organisation(visit, 'Acme'), { version: 3 }) },
})
const seenGroup = async (visit: Visit) => ({
  ...{ ...ofOwn, version: 1, id: await seedDeviceGroup(visit, organisation(visit, 'Acme')) },
})

const terms = { name: 'Fleet 2', seats: 60, startsOn: '2026-01-01', endsOn: '' }
const licence = async (visit: Visit, owner = 'Northwind') => ({
  ...{ ...ofOwn, version: 3, id: await seedLicence(visit, organisation(visit, owner), { version: 3 }) },
})
async function share(visit: Visit, seats = 10) {
  const { id: licenceId } = await licence(visit)
  const customerId = organisation(visit, 'Acme')
  return {
    licenceId,
    customerId,
    shareId: await seedShare(visit, { licenceId, customerId, seats, version: 3 }),
    version: 3,
  }
}

export const deviceCases: CasesOf<DeviceDecisionName> = {
  'register-reseller': {
    by: 'boss',
    elsewhere: null,
    ask: (visit) => ({
      ...{ linkId: id<ResellerLinkId>(visit), resellerId: organisation(visit, 'Partshop'), autoApprove: true },
    }),
    leaves: 'audit reseller-registered',
    again: 'already-registered',
  },
  'trust-reseller': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...ofOwn, ...(await link(visit, 'Acme', 'none')) }),
    leaves: 'audit reseller-trusted, log reseller-trusted',
    again: 'already-decided',
  },
  'take-back-trust': {
    by: 'boss',
    ask: async (visit) => ({ ...alone(visit), ...(await link(visit, 'Alone')) }),
    leaves: 'audit reseller-trust-taken-back, log reseller-trust-taken-back',
    again: 'already-decided',
  },
  'change-reseller': {
    by: 'jo',
    elsewhere: 'not-found',
    async ask(visit) {
      const defaultProfileId = await seedProfile(visit, organisation(visit, 'Acme'))
      return { ...ofOwn, ...(await link(visit, 'Acme')), autoApprove: true, defaultProfileId }
    },
    leaves: 'audit reseller-changed, log reseller-changed',
    again: 'stale-decision',
  },
  'approve-uploads': {
    by: 'boss',
    ask: async (visit) => ({ ...acme(visit), uploads: [await upload(visit, 'pending')] }),
    leaves: 'audit uploads-approved, log uploads-approved',
    again: 'already-decided',
  },
  'reject-upload': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...ofOwn, ...(await upload(visit, 'pending')) }),
    leaves: 'audit upload-rejected, log upload-rejected',
    again: 'already-decided',
  },
  'reopen-upload': {
    by: 'boss',
    ask: async (visit) => ({ ...acme(visit), ...(await upload(visit, 'approved')) }),
    leaves: 'audit upload-reopened, log upload-reopened',
    again: 'already-decided',
  },
  'move-devices': {
    by: 'boss',
    ask: async (visit) => ({
      ...{ ...alone(visit), customerId: organisation(visit, 'Alone'), uploadId: id<UploadId>(visit) },
      deviceIds: await approved(visit, 'Northwind'),
    }),
    leaves: 'audit devices-moved, log devices-moved',
    again: 'device-not-yours',
  },
  'delete-devices': {
    by: 'boss',
    elsewhere: 'device-not-yours',
    ask: async (visit) => ({ deviceIds: await approved(visit, 'Northwind') }),
    leaves: 'audit devices-deleted',
    again: 'device-not-yours',
  },
  'add-enrolment-profile': {
    by: 'boss',
    ask: (visit) => ({ ...acme(visit), id: id<ProfileId>(visit), ownerId: organisation(visit, 'Acme'), ...profile }),
    leaves: 'log profile-added',
    again: 'id-taken',
  },
  'change-enrolment-profile': {
    by: 'boss',
    ask: async (visit) => ({ ...(await seenProfile(visit)), ...profile, name: 'Shop floor' }),
    leaves: 'log profile-changed',
    again: 'stale-decision',
  },
  'delete-enrolment-profile': { by: 'boss', ask: seenProfile, leaves: 'log profile-deleted', again: 'not-found' },
  'add-device-group': {
    by: 'jo',
    ask: (visit) => ({
      ...{ ...ofOwn, id: id<DeviceGroupId>(visit), ownerId: organisation(visit, 'Acme'), name: 'Drivers' },
      managers: [visit.house.users.jim],
    }),
    leaves: 'log device-group-added',
    again: 'id-taken',
  },
  'change-device-group': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...(await seenGroup(visit)), name: 'Couriers', managers: [visit.house.users.jim] }),
    leaves: 'log device-group-changed',
    again: 'stale-decision',
  },
  'delete-device-group': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: seenGroup,
    leaves: 'log device-group-deleted',
    again: 'not-found',
  },
  'register-licence': {
    by: 'jo',
    ask: (visit) => ({
      ...{ ...ofOwn, ...terms, id: id<LicenceId>(visit), shareId: id<LicenceShareId>(visit) },
      ...{ ownerId: organisation(visit, 'Acme'), key: 'ABCD-EFGH-4F2A', service: 'knox-suite', type: 'transferable' },
    }),
    leaves: 'log licence-registered',
    again: 'key-registered',
    unforetold: ['licence.addedAt'],
  },
  'change-licence': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...(await licence(visit)), ...terms }),
    leaves: 'audit licence-changed',
    again: 'stale-decision',
  },
  'delete-licence': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: (visit) => licence(visit, 'Acme'),
    leaves: 'log licence-deleted',
    again: 'not-found',
  },
  'assign-seats': {
    by: 'boss',
    ask: async (visit) => ({ ...acme(visit), ...(await share(visit)), service: 'knox-suite', seats: 20 }),
    leaves: 'audit seats-assigned, log seats-assigned',
    again: 'stale-decision',
  },
  'give-back-seats': {
    by: 'boss',
    async ask(visit) {
      const { shareId, version } = await share(visit)
      return { ...acme(visit), shareId, version, seats: 0 }
    },
    leaves: 'audit seats-given-back, log seats-given-back',
    again: 'not-found',
  },
  'license-devices': {
    by: 'boss',
    async ask(visit) {
      const { shareId } = await share(visit)
      return { ...acme(visit), shareId, deviceIds: await approved(visit, 'Acme') }
    },
    leaves: 'log devices-licensed',
    again: 'nothing',
  },
  'unlicense-devices': {
    by: 'jo',
    elsewhere: 'device-not-yours',
    async ask(visit) {
      const { shareId } = await share(visit)
      const deviceIds = await approved(visit, 'Acme')
      await visit.did('jo', 'license-devices', { ...ofOwn, shareId, deviceIds })
      return { ...ofOwn, deviceIds }
    },
    leaves: 'log devices-unlicensed',
    again: 'nothing',
  },
  'add-reseller-customer': {
    by: 'rae',
    elsewhere: null,
    ask: (visit) => ({ linkId: id<ResellerLinkId>(visit), partyId: organisation(visit, 'Acme'), reference: 'K-7' }),
    leaves: 'audit reseller-customer-added',
    again: 'already-listed',
    unforetold: ['resellerName', 'managedBy', 'location', 'addedAt', 'party'].map((field) => `reseller-link.${field}`),
  },
  'change-reference': {
    by: 'rae',
    elsewhere: 'not-found',
    ask: async (visit) => ({ linkId: (await link(visit, 'Acme')).linkId, reference: 'K-8' }),
    leaves: '',
    again: 'news',
  },
  'upload-devices': {
    by: 'rae',
    elsewhere: null,
    ask: (visit) => ({
      ...{ uploadId: id<UploadId>(visit), linkId: id<ResellerLinkId>(visit), partyId: organisation(visit, 'Acme') },
      ...{ orderNumber: 'PO-1', orderDate: '2026-11-02', rows: 1, at: visit.now, part: 1, parts: 1 },
      lines: writeDeviceLines([sentRow]),
    }),
    leaves: 'audit devices-uploaded, log devices-uploaded',
    again: 'id-taken',
    unforetold: ['fromName', 'arrived', 'devices', 'delivery'].map((field) => `upload.${field}`),
  },
  'delete-uploaded-devices': {
    by: 'rae',
    elsewhere: 'device-not-yours',
    ask: async (visit) => ({ deviceIds: (await uploaded(visit, 'Acme')).deviceIds }),
    leaves: 'audit uploaded-devices-deleted, log uploaded-devices-deleted',
    again: 'device-not-yours',
  },
}
