/** Which resellers, uploads, devices and profiles a person may hold (M22, C9, R1), worked out by other code than the server's. */
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { alertKind } from '#shared/records/alerts/alert.ts'
import { alertMonthKind } from '#shared/records/alerts/alert-month.ts'
import { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { deviceLocationKind } from '#shared/records/alerts/device-location.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { changeKind } from '#shared/records/change.ts'
import { isAssignment } from '#shared/domain/document/change-record.ts'
import { locationRecipientsKind } from '#shared/records/alerts/location-recipients.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import type { LocalStore } from '#lib/local-store/local-store.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import type { Database } from '../../server/database/connection.ts'
import type { RelationshipTable } from '../../server/database/tables/relationship-table.ts'

/** In every alert, and in whatever is told of where a device is. */
export const alertMark = (id: string) => `MARK-L-${id};`

/** In every serial number. */
export const deviceMark = (deviceId: string) => `MARK-D-${deviceId};`

export async function readHoldings(database: Database) {
  return {
    links: await database.selectFrom('reseller_link').selectAll().execute(),
    uploads: await database.selectFrom('device_upload').selectAll().execute(),
    devices: await database.selectFrom('device').selectAll().execute(),
    profiles: await database.selectFrom('enrolment_profile').selectAll().execute(),
    groups: await database.selectFrom('device_group').selectAll().execute(),
    managers: await database.selectFrom('device_group_manager').selectAll().execute(),
    licences: await database.selectFrom('licence').selectAll().execute(),
    shares: await database.selectFrom('licence_share').selectAll().execute(),
    alerts: await database.selectFrom('alert').selectAll().execute(),
    months: await database.selectFrom('alert_month').selectAll().execute(),
    conditions: await database.selectFrom('device_condition').selectAll().execute(),
    locations: await database.selectFrom('device_location').selectAll().execute(),
    asked: await database.selectFrom('alert_address').selectAll().execute(),
    accounts: await database
      .selectFrom('document')
      .select(['customer_id', 'relationship_id', 'facts'])
      .where('kind', '=', 'account')
      .where('closed_at', 'is', null)
      .execute(),
    placed: await database.selectFrom('location_recipients').selectAll().execute(),
  }
}

interface Holder {
  organisationId: string
  kind: OrganisationKind
  holds(permission: string): boolean
  /** Whether they may know whom their MSP managed before. */
  seesFormer: boolean
  /** What manages now, as far as it is in the person's scope; of a customer what manages it. */
  managing: readonly RelationshipTable[]
  /** Who manages whom now, whoever may know of it. */
  everywhere: readonly RelationshipTable[]
}

/** In words as {@link heldHoldings} says them. */
export function holdingWords(
  {
    links,
    uploads,
    devices,
    profiles,
    groups,
    managers,
    licences,
    shares,
    ...reported
  }: Awaited<ReturnType<typeof readHoldings>>,
  { organisationId, kind, holds, seesFormer, managing, everywhere }: Holder,
): { words: string[]; marks: string[]; parties: string[] } {
  const isShutOut = kind === 'customer' && managing.some(({ management_type }) => management_type === 'fully')
  const managerOf = (id: string) => managing.find(({ customer_id }) => customer_id === id)
  const isSeen = (row: { organisation_id: string; reseller_id?: string | null }) => {
    if (kind === 'reseller') return row.reseller_id === organisationId
    if (kind === 'customer') return row.organisation_id === organisationId && !isShutOut
    return row.organisation_id === organisationId
      ? holds('manage-devices')
      : managerOf(row.organisation_id) !== undefined
  }
  const rootOf = (owner: string) => (kind === 'msp' ? (managerOf(owner)?.id ?? null) : null)
  const seenLinks = links.filter((link) => {
    if (!isSeen(link)) return false
    if (kind === 'reseller') return link.listed_at !== null
    return (
      kind === 'customer' ||
      link.organisation_id === organisationId ||
      managerOf(link.organisation_id)!.management_type === 'fully'
    )
  })
  const seen = devices.filter(isSeen)
  const isMine = (row: { organisation_id: string }) => row.organisation_id === organisationId && !isShutOut
  const seenLicences = licences.filter((row) => isMine(row) || (kind === 'msp' && managerOf(row.organisation_id)))
  const seenShares = shares.filter((row) => isMine(row) || (kind === 'msp' && managerOf(row.organisation_id)))
  const buyerOf = ({ licence_id }: { licence_id: string }) => licences.find(({ id }) => id === licence_id)!
  const isThere = (share: (typeof shares)[number]) => {
    const buyer = buyerOf(share).organisation_id
    if (buyer === share.organisation_id) return true
    return everywhere.some(({ msp_id, customer_id }) => msp_id === buyer && customer_id === share.organisation_id)
  }
  const usedOf = ({ id }: { id: string }) => devices.filter(({ licence_share_id }) => licence_share_id === id).length
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  const isReported = (row: { relationship_id: string | null; customer_id: string; audience: string }) =>
    kind === 'msp'
      ? managing.some(({ id }) => id === row.relationship_id)
      : row.customer_id === organisationId && row.audience === 'both' && !isShutOut
  const seesPlaces = kind === 'customer' && holds('view-location')
  const ofAlerts = {
    alerts: reported.alerts.filter(isReported),
    months: reported.months.filter(isReported),
    conditions: kind === 'reseller' ? [] : reported.conditions.filter(isSeen),
    locations: seesPlaces ? reported.locations.filter(isSeen) : [],
    unconfirmed: reported.accounts.flatMap(({ customer_id, relationship_id, facts }) => {
      const isRead =
        kind === 'msp'
          ? managing.some(({ id }) => id === relationship_id)
          : kind === 'customer' && isMine({ organisation_id: customer_id })
      const asked = reported.asked.filter(({ organisation_id }) => organisation_id === customer_id)
      if (!isRead || asked.length === 0) return []
      const silent = asked.filter(({ email, confirmed_at }) => confirmed_at === null && isNamed(facts, email))
      return [
        unconfirmedWord(
          customer_id,
          kind === 'msp' ? relationship_id : null,
          silent.map(({ email }) => email),
        ),
      ]
    }),
    recipients: seesPlaces && !isShutOut ? [recipientsWord(organisationId, reported.placed.find(isMine))] : [],
  }
  const shownManager = (party: string) =>
    kind === 'reseller' ? (everywhere.find(({ customer_id }) => customer_id === party)?.msp_id ?? null) : null
  return {
    words: [
      ...seenLinks.map((row) =>
        linkWord({
          id: row.id,
          root: rootOf(row.organisation_id),
          trust: row.trust,
          manager: shownManager(row.organisation_id),
        }),
      ),
      ...uploads
        .filter(isSeen)
        .map((row) => uploadWord({ id: row.id, root: rootOf(row.organisation_id), state: row.state })),
      ...seen.map((row) =>
        deviceWord({
          id: row.id,
          root: rootOf(row.organisation_id),
          owner: kind === 'reseller' ? row.origin_id : row.organisation_id,
          status: kind === 'reseller' ? row.origin_status : row.status,
        }),
      ),
      ...seenLicences.map((row) => {
        const parts = shares.filter(({ licence_id }) => licence_id === row.id)
        const left = parts.filter((part) => !isThere(part))
        return licenceWord({
          id: row.id,
          root: rootOf(row.organisation_id),
          assigned: sum(parts.map(({ seats }) => seats)),
          used: sum(parts.map((part) => (isThere(part) ? usedOf(part) : part.seats))),
          left: kind !== 'msp' || seesFormer ? sum(left.map(({ seats }) => seats)) : 0,
        })
      }),
      ...seenShares.map((row) => {
        const buyer = buyerOf(row).organisation_id
        return shareWord({
          id: row.id,
          root: rootOf(row.organisation_id),
          by: buyer === row.organisation_id ? 'customer' : isThere(row) ? 'msp' : 'former-msp',
          isNamed: buyer !== row.organisation_id && (kind === 'customer' || buyer === organisationId),
          seats: row.seats,
          used: usedOf(row),
        })
      }),
      ...(kind === 'reseller' ? [] : profiles.filter(isSeen)).map(({ id, organisation_id }) =>
        profileWord({ id, root: rootOf(organisation_id) }),
      ),
      ...(kind === 'reseller' ? [] : groups.filter(isSeen)).map(({ id, organisation_id }) => {
        const named = kind === 'customer' ? managers.filter(({ group_id }) => group_id === id) : []
        return groupWord({ id, root: rootOf(organisation_id), managers: named.map(({ user_id }) => user_id) })
      }),
      ...ofAlerts.alerts.map((row) => alertWord(row.id, kind === 'msp' ? row.relationship_id : null)),
      ...ofAlerts.months.map((row) => monthWord(row.id, row.counts)),
      ...ofAlerts.conditions.map((row) => conditionWord(row.id, rootOf(row.organisation_id), row.battery_level)),
      ...ofAlerts.locations.map(({ id }) => locationWord(id)),
      ...ofAlerts.recipients,
      ...ofAlerts.unconfirmed,
    ].toSorted(),
    marks: [
      ...seen.map(({ id }) => deviceMark(id)),
      // What a device was called then stays in what was told of it.
      ...[...ofAlerts.alerts, ...ofAlerts.locations].flatMap(({ title, device }) => [title, device]),
    ],
    parties: seenLinks.map(({ organisation_id }) => organisation_id),
  }
}

type Word = string | null
const alertWord = (id: string, root: Word) => ['alert', id, root].join(' ')
const monthWord = (id: string, counts: string) => ['month', id, counts].join(' ')
const conditionWord = (id: string, root: Word, level: number | null) => ['condition', id, root, level].join(' ')
const locationWord = (id: string) => ['location', id].join(' ')
/** Of nobody's who is a person of either side, or the contact: random histories name no such address. */
const isNamed = (facts: string, email: string) =>
  Object.entries(JSON.parse(facts) as Record<string, string>).some(
    ([key, value]) => value === 'on' && key.startsWith('alert:') && key.endsWith(`:address:${email}`),
  )
const unconfirmedWord = (id: string, root: Word, addresses: readonly string[]) =>
  ['unconfirmed', id, root, ...addresses.toSorted()].join(' ')
/** At first all hear, and no managers of groups by themselves. */
export const recipientsWord = (id: string, row?: { all_admins: number | null; group_managers: number | null }) =>
  hearingWord(id, row?.all_admins !== 0, row?.group_managers === 1)
const hearingWord = (id: string, all: boolean, managers: boolean) => ['place', id, all, managers].join(' ')
const linkWord = (told: { id: string; root: Word; trust: string; manager: Word }) =>
  ['link', told.id, told.root, told.trust, told.manager].join(' ')
const uploadWord = (told: { id: string; root: Word; state: string }) =>
  ['upload', told.id, told.root, told.state].join(' ')
const deviceWord = (told: { id: string; root: Word; owner: string; status: string }) =>
  ['device', told.id, told.root, told.owner, told.status].join(' ')
const profileWord = (told: { id: string; root: Word }) => ['profile', told.id, told.root].join(' ')

const groupWord = (told: { id: string; root: Word; managers: readonly string[] }) =>
  ['group', told.id, told.root, ...told.managers.toSorted()].join(' ')
const licenceWord = (told: { id: string; root: Word; assigned: number; used: number; left: number }) =>
  ['licence', told.id, told.root, told.assigned, told.used, told.left].join(' ')
const shareWord = (told: { id: string; root: Word; by: string; isNamed: boolean; seats: number; used: number }) =>
  ['share', told.id, told.root, told.by, told.isNamed, told.seats, told.used].join(' ')

/** Rows of customers that say another number of devices than are here (M1): none ever. */
async function miscounted(store: LocalStore): Promise<string[]> {
  const devices = await readAllRecords(store, deviceKind)
  const rows = await readAllRecords(store, relationshipKind)
  return rows.flatMap((row) => {
    const theirs = devices.filter(
      ({ relationshipId, ownerId }) => relationshipId === row.id || (!relationshipId && ownerId === row.customerId),
    )
    const count = isRequest(row) ? 0 : theirs.length
    return row.devices === count ? [] : [`row ${row.id} says ${row.devices} devices of ${count}`]
  })
}

/** Lines of the log about an assignment without what it did, or the other way round: none ever. */
async function unexplained(store: LocalStore): Promise<string[]> {
  const lines = (await readAllRecords(store, changeKind)).filter(isAssignment).map(({ id }) => id)
  const told = (await readAllRecords(store, assignmentKind)).map(({ id }) => id)
  return [...new Set(lines).symmetricDifference(new Set(told))].map((id) => `assignment ${id} by halves`)
}

async function heldAlerts(store: LocalStore): Promise<string[]> {
  const alerts = await readAllRecords(store, alertKind)
  const months = await readAllRecords(store, alertMonthKind)
  const conditions = await readAllRecords(store, deviceConditionKind)
  const locations = await readAllRecords(store, deviceLocationKind)
  const recipients = await readAllRecords(store, locationRecipientsKind)
  const unconfirmed = await readAllRecords(store, unconfirmedRecipientsKind)
  return [
    ...alerts.map(({ id, relationshipId }) => alertWord(id, relationshipId)),
    ...months.map(({ id, counts }) => monthWord(id, JSON.stringify(counts))),
    ...conditions.map(({ id, relationshipId, batteryLevel }) => conditionWord(id, relationshipId, batteryLevel)),
    ...locations.map(({ id }) => locationWord(id)),
    ...unconfirmed.map(({ id, relationshipId, addresses }) => unconfirmedWord(id, relationshipId, addresses)),
    ...recipients.map(({ id, allAdmins, groupManagers }) => hearingWord(id, allAdmins, groupManagers)),
  ]
}

/** Of all that a device has of them. */
export async function heldHoldings(store: LocalStore): Promise<string[]> {
  const links = await readAllRecords(store, resellerLinkKind)
  const uploads = await readAllRecords(store, uploadKind)
  const devices = await readAllRecords(store, deviceKind)
  const profiles = await readAllRecords(store, enrolmentProfileKind)
  const groups = await readAllRecords(store, deviceGroupKind)
  const licences = await readAllRecords(store, licenceKind)
  const shares = await readAllRecords(store, licenceShareKind)
  return [
    ...(await miscounted(store)),
    ...(await unexplained(store)),
    ...links.map(({ id, relationshipId: root, trust, managedBy }) =>
      linkWord({ id, root, trust, manager: managedBy?.id ?? null }),
    ),
    ...uploads.map(({ id, relationshipId: root, state }) => uploadWord({ id, root, state })),
    ...devices.map(({ id, relationshipId: root, ownerId: owner, status }) => deviceWord({ id, root, owner, status })),
    ...profiles.map(({ id, relationshipId: root }) => profileWord({ id, root })),
    ...groups.map(({ id, relationshipId: root, managers }) => groupWord({ id, root, managers })),
    ...licences.map(({ id, relationshipId: root, assigned, used, left }) =>
      licenceWord({ id, root, assigned, used, left: left.reduce((total, { seats }) => total + seats, 0) }),
    ),
    ...shares.map(({ id, relationshipId: root, boughtBy: by, mspName, seats, used }) =>
      shareWord({ id, root, by, isNamed: mspName !== '', seats, used }),
    ),
    ...(await heldAlerts(store)),
  ]
}
