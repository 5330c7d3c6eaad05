/** Every kind of record that this server sends. A new one joins here and in `src/shared/records/kinds.ts`. */
import { encodePage } from '#shared/protocol/columns.ts'
import type { KindVersions } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { columnsOf, versionOf, type AnyKind } from '#shared/records/record-kind.ts'
import { accounts } from './accounts.ts'
import { alertMonths } from './alerts/alert-months.ts'
import { alerts } from './alerts/alerts.ts'
import { deviceConditions } from './alerts/device-conditions.ts'
import { deviceLocations } from './alerts/device-locations.ts'
import { locationRecipients } from './alerts/location-recipients.ts'
import { unconfirmedRecipients } from './alerts/unconfirmed-recipients.ts'
import { askingMsps } from './asking-msps.ts'
import { changes } from './changes.ts'
import { custodies } from './custodies.ts'
import { customerGroups } from './customer-groups.ts'
import { customerTeams } from './customer-teams.ts'
import { assignments } from './devices/assignments.ts'
import { deviceGroups } from './devices/device-groups.ts'
import { devices } from './devices/devices.ts'
import { enrolmentProfiles } from './devices/enrolment-profiles.ts'
import { resellerLinks } from './devices/reseller-links.ts'
import { uploads } from './devices/uploads.ts'
import { licences } from './licences/licences.ts'
import { licenceShares } from './licences/licence-shares.ts'
import { documents } from './documents.ts'
import { formerRelationships } from './former-relationships.ts'
import { mspProfiles } from './msp-profiles.ts'
import { notificationPreferences } from './notification-preferences.ts'
import { notifications } from './notifications.ts'
import { customerMarks } from './personal/customer-marks.ts'
import { savedViews } from './personal/saved-views.ts'
import { people } from './people.ts'
import type { RecordSource } from './record-source.ts'
import { relationships } from './relationships.ts'
import { roles } from './roles.ts'
import { serviceRecords } from './service-records.ts'
import { supportTickets } from './support-tickets.ts'
import { visits } from './visits.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a source reads its own kind only
export type AnySource = RecordSource<any>

/** In the order in which a snapshot brings them: what is seen first comes first. */
const sources: readonly AnySource[] = [
  relationships,
  documents,
  changes,
  accounts,
  people,
  roles,
  customerGroups,
  mspProfiles,
  customerTeams,
  serviceRecords,
  custodies,
  askingMsps,
  formerRelationships,
  supportTickets,
  visits,
  notifications,
  notificationPreferences,
  resellerLinks,
  uploads,
  enrolmentProfiles,
  deviceGroups,
  devices,
  assignments,
  licences,
  licenceShares,
  customerMarks,
  savedViews,
  alertMonths,
  deviceConditions,
  alerts,
  deviceLocations,
  locationRecipients,
  unconfirmedRecipients,
]

/** With how many column groups a device gets a kind; 0 for one that it doesn't read. */
export function versionFor(kind: AnyKind, kinds: KindVersions): number {
  return Math.min(kinds[kind.name] ?? 0, versionOf(kind))
}

/** Those of which this device reads something. */
export function sourcesFor(kinds: KindVersions): AnySource[] {
  return sources.filter(({ kind }) => versionFor(kind, kinds) > 0)
}

/** One page of records as this device reads them. */
export function recordsFrame(
  kind: AnyKind,
  kinds: KindVersions,
  number: number,
  records: readonly { id: string }[],
): Extract<Frame, { type: 'records' }> {
  const version = versionFor(kind, kinds)
  return { type: 'records', kind: kind.name, version, number, page: encodePage(columnsOf(kind, version), records) }
}

/** What may no longer be seen. */
export function forgetFrame(kind: AnyKind, number: number, ids: readonly string[]): Extract<Frame, { type: 'forget' }> {
  return { type: 'forget', kind: kind.name, number, page: encodePage(kind.ids, ids) }
}
