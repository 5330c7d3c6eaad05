// What each decision about devices, and each setting, is asked, and what a device shows of it at once, in words; of decisions also who may.
import type { DecisionInput, DeviceDecisionName, SettingName } from '#shared/decisions/registry.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { DeviceId } from '#shared/domain/ids.ts'

/** An id that says what it is of. */
export const idOf = <Id extends string>(name: string) => `${name}${'-'.repeat(21 - name.length)}A` as Id
const both = joinIds([idOf<DeviceId>('device-1'), idOf<DeviceId>('device-2')])
const party = <Id extends string>(digit: number) => `100000000${digit}` as Id

const ofOwn = { relationshipId: null }
const upload = { id: idOf<never>('upload'), version: 3 }
const seenLink = { ...ofOwn, linkId: idOf<never>('link'), version: 3 }
const seenProfile = { ...ofOwn, id: idOf<never>('profile'), version: 3 }
const seenGroup = { ...ofOwn, id: idOf<never>('group'), version: 3 }
const seenLicence = { ...ofOwn, id: idOf<never>('licence'), version: 3 }
const profile = { name: 'Warehouse', appUrl: 'https://mdm.example/app.apk', appData: '' }
const terms = { name: 'Fleet', seats: 10, startsOn: '2026-01-01', endsOn: '' }
const share = { relationshipId: idOf<never>('relation'), shareId: idOf<never>('share'), seats: 5, version: 3 }

export interface ForetoldTable<Input> {
  input: Input
  /** Record by record; `gone` where it will be no more. */
  foretells: readonly string[]
}

interface DeviceTable<Input> extends ForetoldTable<Input> {
  /** `<organisation> <permission>` of each that may. */
  who: string
}

export const deviceTables: { [Name in DeviceDecisionName]: DeviceTable<DecisionInput<Name>> } = {
  'register-reseller': {
    input: { linkId: idOf('link'), resellerId: party(3), autoApprove: true },
    who: 'msp manage-devices',
    // Whose ID it is the server says.
    foretells: [],
  },
  'trust-reseller': {
    input: seenLink,
    who: 'msp manage-devices, customer manage-resellers',
    foretells: ['reseller-link link: trust trusted'],
  },
  'take-back-trust': {
    input: seenLink,
    who: 'msp manage-devices, customer manage-resellers',
    foretells: ['reseller-link link: trust taken-back'],
  },
  'change-reseller': {
    input: { ...seenLink, autoApprove: true, defaultProfileId: idOf('profile') },
    who: 'msp manage-devices, customer manage-resellers',
    foretells: ['reseller-link link: autoApprove true, defaultProfileId profile'],
  },
  'approve-uploads': {
    input: { ...ofOwn, uploads: [upload] },
    who: 'msp manage-devices, customer manage-devices',
    foretells: ['upload upload: state approved'],
  },
  'reject-upload': {
    input: { ...ofOwn, ...upload },
    who: 'msp manage-devices, customer manage-devices',
    foretells: ['upload upload: state rejected'],
  },
  'reopen-upload': {
    input: { ...ofOwn, ...upload },
    who: 'msp manage-devices, customer manage-devices',
    foretells: ['upload upload: state pending'],
  },
  'move-devices': {
    input: { relationshipId: idOf('relation'), customerId: party(2), uploadId: idOf('upload'), deviceIds: both },
    who: 'msp manage-devices',
    foretells: ['device-1', 'device-2'].map(
      (id) =>
        `device ${id}: relationshipId relation, ownerId ${party(2)}, uploadId upload, status pending, movedByMsp true, profileId null`,
    ),
  },
  'delete-devices': {
    input: { deviceIds: both },
    who: 'msp manage-devices',
    foretells: ['device device-1: gone', 'device device-2: gone'],
  },
  'add-enrolment-profile': {
    input: { ...ofOwn, id: idOf('profile'), ownerId: party(2), ...profile },
    who: 'msp manage-devices, customer manage-devices',
    foretells: [
      `enrolment-profile profile: relationshipId null, ownerId ${party(2)}, name Warehouse, appUrl ${profile.appUrl}, appData , id profile, version 1`,
    ],
  },
  'change-enrolment-profile': {
    input: { ...seenProfile, ...profile },
    who: 'msp manage-devices, customer manage-devices',
    foretells: [`enrolment-profile profile: name Warehouse, appUrl ${profile.appUrl}, appData `],
  },
  'delete-enrolment-profile': {
    input: seenProfile,
    who: 'msp manage-devices, customer manage-devices',
    foretells: ['enrolment-profile profile: gone'],
  },
  'add-device-group': {
    input: { ...ofOwn, id: idOf('group'), ownerId: party(2), name: 'Drivers', managers: [idOf('person')] },
    who: 'customer manage-devices',
    foretells: [
      `device-group group: relationshipId null, ownerId ${party(2)}, name Drivers, managers person, id group, version 1`,
    ],
  },
  'change-device-group': {
    input: { ...seenGroup, name: 'Drivers', managers: [] },
    who: 'customer manage-devices',
    foretells: ['device-group group: name Drivers, managers '],
  },
  'delete-device-group': {
    input: seenGroup,
    who: 'customer manage-devices',
    foretells: ['device-group group: gone'],
  },
  'register-licence': {
    input: {
      ...ofOwn,
      ...terms,
      ...{ id: idOf('licence'), ownerId: party(2), shareId: idOf('share'), key: 'ABCD-EFGH-4F2A' },
      ...{ service: 'knox-suite', type: 'transferable' },
    },
    who: 'msp manage-licenses, customer manage-licenses',
    // What is used, and when it came, the server says.
    foretells: [
      `licence licence: name Fleet, startsOn 2026-01-01, endsOn , service knox-suite, type transferable, relationshipId null, seats 10, keyEnd 4F2A, used 0, version 0, id licence, ownerId ${party(2)}, assigned 10, left , addedAt 0`,
      `licence-share share: name Fleet, startsOn 2026-01-01, endsOn , service knox-suite, type transferable, relationshipId null, seats 10, keyEnd 4F2A, used 0, version 0, id share, customerId ${party(2)}, licenceId licence, boughtBy customer, mspName `,
    ],
  },
  'change-licence': {
    input: { ...seenLicence, ...terms },
    who: 'msp manage-licenses, customer manage-licenses',
    foretells: ['licence licence: name Fleet, seats 10, startsOn 2026-01-01, endsOn '],
  },
  'delete-licence': {
    input: seenLicence,
    who: 'msp manage-licenses, customer manage-licenses',
    foretells: ['licence licence: gone'],
  },
  'assign-seats': {
    input: { ...share, customerId: party(2), licenceId: idOf('licence'), service: 'knox-suite' },
    who: 'msp manage-licenses',
    foretells: [
      `licence-share share: id share, relationshipId relation, customerId ${party(2)}, licenceId licence, service knox-suite, seats 5`,
    ],
  },
  'give-back-seats': {
    input: { ...share, seats: 0 },
    who: 'msp manage-licenses',
    foretells: ['licence-share share: gone'],
  },
  'license-devices': {
    input: { ...ofOwn, shareId: idOf('share'), deviceIds: both },
    who: 'msp manage-licenses, customer manage-licenses',
    foretells: ['device device-1: licenceShareId share', 'device device-2: licenceShareId share'],
  },
  'unlicense-devices': {
    input: { ...ofOwn, deviceIds: both },
    who: 'msp manage-licenses, customer manage-licenses',
    foretells: ['device device-1: licenceShareId null', 'device device-2: licenceShareId null'],
  },
  'add-reseller-customer': {
    input: { linkId: idOf('link'), partyId: party(2), reference: 'K-7' },
    who: 'reseller add-customer',
    foretells: [
      `reseller-link link: relationshipId null, resellerName , managedBy null, location , trust none, trustedAt null, autoApprove false, defaultProfileId null, uploads 0, devices 0, lastUploadedAt null, addedAt 0, version 0, id link, reference K-7, party ${party(2)} customer `,
    ],
  },
  'change-reference': {
    input: { linkId: idOf('link'), reference: 'K-8' },
    who: 'reseller add-customer',
    foretells: ['reseller-link link: reference K-8'],
  },
  'upload-devices': {
    input: {
      ...{ uploadId: idOf('upload'), linkId: idOf('link'), partyId: party(2), orderNumber: 'PO-1', orderDate: '' },
      ...{ rows: 1, at: 7, part: 1, parts: 1, lines: '1\t350000000000006\tR1\t\t\t' },
    },
    who: 'reseller manage-devices',
    foretells: [
      `upload upload: relationshipId null, source reseller, fromName , arrived 0, devices 0, refused 0, refusedRows , delivery in-progress, state pending, decidedAt null, version 0, id upload, linkId link, ownerId ${party(2)}, orderNumber PO-1, orderDate , rows 1, at 7`,
    ],
  },
  'delete-uploaded-devices': {
    input: { deviceIds: both },
    who: 'reseller manage-devices',
    foretells: ['device device-1: gone', 'device device-2: gone'],
  },
}

export const settingTables: { [Name in SettingName]: ForetoldTable<DecisionInput<Name>> } = {
  'read-notifications': {
    input: { ids: [idOf('notice-1'), idOf('notice-2')], isRead: true },
    foretells: ['notification notice-1: isRead true', 'notification notice-2: isRead true'],
  },
  'choose-notifications': {
    input: { category: 'team', channel: 'mail', isOn: false },
    foretells: ['notification-preference team: mail false'],
  },
  'choose-location-recipients': {
    input: { customerId: party(2), target: 'groupManagers', hears: true },
    foretells: [`location-recipients ${party(2)}: groupManagers true`],
  },
  'assign-profile': {
    input: { ...ofOwn, deviceIds: both, profileId: idOf('profile') },
    foretells: ['device device-1: profileId profile', 'device device-2: profileId profile'],
  },
  'assign-group': {
    input: { ...ofOwn, deviceIds: both, groupId: null },
    foretells: ['device device-1: groupId null', 'device device-2: groupId null'],
  },
  'undo-assignment': {
    input: { ...ofOwn, changeId: idOf('change') },
    // What each device had the page reads from the line of the log.
    foretells: [],
  },
  'see-changes': {
    input: { of: idOf('relation'), seenAt: 7 },
    foretells: ['customer-mark relation: id relation, seenAt 7'],
  },
  'choose-favourite': {
    input: { of: idOf('relation'), isFavourite: true },
    foretells: ['customer-mark relation: id relation, isFavourite true'],
  },
  'save-view': {
    input: { id: idOf('view'), name: 'Mine', query: '?q=a' },
    foretells: ['saved-view view: id view, name Mine, query ?q=a'],
  },
  'remove-view': { input: { id: idOf('view') }, foretells: ['saved-view view: gone'] },
}
