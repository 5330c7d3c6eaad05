/** Every kind of record there is. A new one joins here, and its source in `server/records`. */
import { accountKind } from './account.ts'
import { alertKind } from './alerts/alert.ts'
import { alertMonthKind } from './alerts/alert-month.ts'
import { deviceConditionKind } from './alerts/device-condition.ts'
import { deviceLocationKind } from './alerts/device-location.ts'
import { locationRecipientsKind } from './alerts/location-recipients.ts'
import { unconfirmedRecipientsKind } from './alerts/unconfirmed-recipients.ts'
import { askingMspKind } from './asking-msp.ts'
import { changeKind } from './change.ts'
import { custodyKind } from './custody.ts'
import { customerGroupKind } from './customer-group.ts'
import { customerTeamKind } from './customer-team.ts'
import { assignmentKind } from './devices/assignment.ts'
import { deviceGroupKind } from './devices/device-group.ts'
import { deviceKind } from './devices/device.ts'
import { enrolmentProfileKind } from './devices/enrolment-profile.ts'
import { resellerLinkKind } from './devices/reseller-link.ts'
import { uploadKind } from './devices/upload.ts'
import { licenceKind } from './licences/licence.ts'
import { licenceShareKind } from './licences/licence-share.ts'
import { documentKind } from './document.ts'
import { formerRelationshipKind } from './former-relationship.ts'
import type { KindVersions } from '../protocol/request.ts'
import { versionOf, type AnyKind } from './record-kind.ts'
import { personKind } from './person.ts'
import { mspProfileKind } from './msp-profile.ts'
import { notificationKind } from './notification.ts'
import { notificationPreferenceKind } from './notification-preference.ts'
import { customerMarkKind } from './personal/customer-mark.ts'
import { savedViewKind } from './personal/saved-view.ts'
import { relationshipKind } from './relationship.ts'
import { roleKind } from './role.ts'
import { serviceRecordKind } from './service-record.ts'
import { supportTicketKind } from './support-ticket.ts'
import { visitKind } from './visit.ts'

/** In the order in which a snapshot brings them: what is seen first comes first. */
export const kinds: readonly AnyKind[] = [
  relationshipKind,
  documentKind,
  changeKind,
  accountKind,
  personKind,
  roleKind,
  customerGroupKind,
  mspProfileKind,
  customerTeamKind,
  serviceRecordKind,
  custodyKind,
  askingMspKind,
  formerRelationshipKind,
  supportTicketKind,
  visitKind,
  notificationKind,
  notificationPreferenceKind,
  resellerLinkKind,
  uploadKind,
  enrolmentProfileKind,
  deviceGroupKind,
  deviceKind,
  assignmentKind,
  licenceKind,
  licenceShareKind,
  customerMarkKind,
  savedViewKind,
  alertMonthKind,
  deviceConditionKind,
  alertKind,
  deviceLocationKind,
  locationRecipientsKind,
  unconfirmedRecipientsKind,
]

/** What a device of this build reads: each kind, and how many of its column groups. */
export const readKinds: KindVersions = Object.fromEntries(kinds.map((kind) => [kind.name, versionOf(kind)]))

const byName = new Map(kinds.map((kind) => [kind.name, kind]))

/** Undefined for a kind that this build doesn’t know. */
export function findKind(name: string): AnyKind | undefined {
  return byName.get(name)
}
