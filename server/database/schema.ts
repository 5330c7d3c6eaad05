/**
 * Every table as Kysely sees it. Columns are portable (text, integer, blob): the same queries run on
 * SQLite and PostgreSQL. Every row that belongs to a party carries its organisation, so that a party's rows can
 * lie together: `organisation_id`, or `customer_id` where a relationship's two parties are both named.
 */
import type {
  AlertAddressTable,
  AlertMonthTable,
  AlertTable,
  ApiAnswerTable,
  ApiKeyTable,
  DeviceConditionTable,
  DeviceLocationTable,
  LocationRecipientsTable,
} from './tables/alert-tables.ts'
import type { Audience } from '#shared/domain/access/can.ts'
import type { ScopeKind } from '#shared/domain/access/scope.ts'
import type {
  ChangeId,
  DocumentId,
  GroupId,
  ItemId,
  OrganisationId,
  RelationshipId,
  RoleId,
  UserId,
} from '#shared/domain/ids.ts'
import type { StoredInvitationState } from '#shared/domain/invitation.ts'
import type { Locale, OrganisationKind } from '#shared/domain/organisation.ts'
import type { PersonState } from '#shared/domain/team/person.ts'
import type { Role } from '#shared/domain/user.ts'
import type {
  AssignmentTable,
  DeviceGroupManagerTable,
  DeviceGroupTable,
  DeviceIdentifierTable,
  DeviceTable,
  DeviceUploadTable,
  EnrolmentProfileTable,
  ResellerLinkTable,
} from './tables/device-tables.ts'
import type { LicenceShareTable, LicenceTable } from './tables/licence-tables.ts'
import type { DeviceItemTable, DeviceStoreTable, FeedEntryTable, FeedHeadTable } from './tables/feed-tables.ts'
import type { ErasureTable } from './tables/erasure-table.ts'
import type { MspProfileTable } from './tables/msp-profile-table.ts'
import type { AskingMspTable } from './tables/asking-msp-table.ts'
import type { LookUpTable } from './tables/look-up-table.ts'
import type {
  AccountExportTable,
  CustomerReleaseTable,
  FormerRelationshipTable,
} from './tables/former-relationship-table.ts'
import type {
  DocumentTable,
  DocumentUpdateTable,
  DocumentWriterTable,
  FormerDocumentStateTable,
} from './tables/document-tables.ts'
import type { VisitTable } from './tables/visit-table.ts'
import type { RelationshipTable } from './tables/relationship-table.ts'
import type { NotificationPreferenceTable, NotificationTable } from './tables/notification-tables.ts'
import type { CustomerMarkTable, SavedViewTable } from './tables/personal-tables.ts'
import type { DatabaseFactTable, ReplayedTable } from './tables/restore-tables.ts'
import type { ServiceApplicationTable, ServiceRecordTable, SupportTicketTable } from './tables/service-record-table.ts'
import type {
  AppointmentTable,
  AuditEntryTable,
  RecoveryCodeTable,
  SecondFactorTable,
  SignUpTable,
  ThrottleTable,
} from './tables/sign-in-tables.ts'

export interface OrganisationTable {
  id: OrganisationId
  kind: OrganisationKind
  /** An MSP's or reseller's name; a customer's is a fact of its account document, copied here on every edit. */
  name: string
  created_at: number
  /** Since when its people sign in with a second factor, ms; null: who wants. */
  second_factor_required_at: number | null
}

export interface UserTable {
  id: UserId
  organisation_id: OrganisationId
  /** Lower case. Of those who have an account it is unique over all organisations; others only hope for one. */
  email: string
  first_name: string
  last_name: string
  /** Built in. Who has one of the organisation's own is an `admin` here, as tablets of the first release know no other. */
  role: Role
  /** The organisation's own role, whose permissions take the place of the built-in one's. */
  role_id: RoleId | null
  /** Of which customers; what it names is in `scope_entry`. A customer's people see all of their one account. */
  scope: ScopeKind
  status: UserStatus
  /** Empty while they haven't registered: nobody signs in with it. */
  password_hash: string
  email_verified_at: number | null
  locale: Locale
  /** Bumped in the transaction that changes what this user may see (SYNC4). */
  access_version: number
  /** A device that stands at an earlier access version gets everything anew: it may see what it was never sent. */
  whole_version: number
  /** When they registered, ms; of whoever hasn't, when they were invited. */
  created_at: number
  /** Counts what was decided about them (PUSH2). */
  version: number
  /** When that was last, ms; null: never. */
  decided_at: number | null
  /** The MSP that made them at its customer (C7), for good; null: their own organisation did. */
  made_by: OrganisationId | null
  /** Since when, ms, the customer has them to look over, because that MSP has gone (M17); null: it hasn't. */
  review_since: number | null
}

/** `pending`: invited, `revoked`: no longer. `removed`: of no organisation any more, though what they did still bears their name. */
export type UserStatus = PersonState | 'removed'

/** A role that an organisation made for itself. */
export interface RoleTable {
  id: RoleId
  organisation_id: OrganisationId
  name: string
  /** JSON array of permissions. */
  permissions: string
  version: number
  decided_at: number | null
}

/** Customers that an MSP put together by decision. */
export interface CustomerGroupTable {
  id: GroupId
  /** The MSP. */
  organisation_id: OrganisationId
  name: string
  version: number
  decided_at: number | null
}

export interface CustomerGroupMemberTable {
  organisation_id: OrganisationId
  group_id: GroupId
  customer_id: OrganisationId
}

/** What a person's scope names. */
export interface ScopeEntryTable {
  organisation_id: OrganisationId
  user_id: UserId
  effect: 'allow' | 'deny'
  /** A customer or a group. */
  subject_id: OrganisationId | GroupId
}

export interface SessionTable {
  id: string
  /** The user's. */
  organisation_id: OrganisationId
  /** SHA-256 of the cookie's token, hex. */
  token_hash: string
  user_id: UserId
  user_agent: string
  created_at: number
  last_seen_at: number
  /** `expires_at` until scopes came: nodes that know none ask for that, and fail instead of serving. */
  valid_until: number
  /** When somebody ended it; null while it stands or has run out by itself. */
  ended_at: number | null
  /** When its person last showed that it is still they; null: when it began. */
  proved_at: number | null
}

/** A link in a mail. The token isn't stored: it is derived from the id with the server's key. */
export interface LinkTable {
  id: string
  /** The invited customer's or the user's; of a sign-up nobody's yet. */
  organisation_id: OrganisationId
  purpose:
    | 'invitation'
    | 'verify-email'
    | 'person-invitation'
    | 'reset-password'
    | 'change-email'
    | 'appointment'
    | 'stop-appointment'
    | 'stop-release'
    | 'sign-up'
    | 'alert-address'
  /** The invitation's, appointment's, release's, sign-up's, user's or, of an address for alerts, customer's id. */
  subject_id: string
  created_at: number
  used_at: number | null
  revoked_at: number | null
  /** What a change of address changes it to; of a link that stops an appointment or a release whom it was mailed to. */
  address: string | null
}

export interface InvitationTable {
  id: string
  relationship_id: RelationshipId
  customer_id: OrganisationId
  email: string
  first_name: string
  last_name: string
  state: StoredInvitationState
  created_at: number
  sent_at: number | null
  sent_count: number
  reminded_count: number
  reminded_at: number | null
  expires_at: number | null
  trouble_at: number | null
  answered_at: number | null
  /** Of its mails; null: it was issued before there was a choice. */
  locale: Locale | null
}

/** An invitation to become somebody's colleague (M20, C6). A renewed one is a new row; the latest counts. */
export interface PersonInvitationTable {
  id: string
  organisation_id: OrganisationId
  /** Who they will be. */
  user_id: UserId
  email: string
  state: Exclude<StoredInvitationState, 'declined'>
  created_at: number
  sent_at: number | null
  sent_count: number
  reminded_count: number
  reminded_at: number | null
  expires_at: number | null
  trouble_at: number | null
  answered_at: number | null
  /** Of its mails. */
  locale: Locale
  /** What whoever invited them wrote to them. */
  details: string
  invited_by: UserId
}

/** The change log (DOC4): what really changed, by the server's own comparison; and decisions. */
export interface ChangeTable {
  id: ChangeId
  /** The document's; of a decision the customer's. */
  organisation_id: OrganisationId
  document_id: DocumentId | null
  /** Which of the document's updates it came with; null for decisions. */
  seq: number | null
  relationship_id: RelationshipId | null
  customer_id: OrganisationId
  audience: Audience
  actor_user_id: UserId | null
  actor_organisation_id: OrganisationId
  at: number
  received_at: number
  /** JSON of ActivityDetail. */
  detail: string
  undoes: ChangeId | null
  item_id: ItemId | null
}

export interface MailTable {
  id: string
  /** The recipient's: of an invitation the invited customer's, of a sign-up nobody's yet. */
  organisation_id: OrganisationId
  /** The template's name. */
  kind: string
  recipient: string
  reply_to: string | null
  locale: Locale
  /** JSON for the template; rendered when it is handed over. */
  data: string
  /** Stops a second mail for the same decision and person. */
  once_key: string
  message_id: string
  /** `refused`: for good, by the recipient's mail server; an operator may send it again. */
  state: 'waiting' | 'sent' | 'cancelled' | 'refused'
  attempts: number
  next_attempt_at: number
  last_error: string | null
  created_at: number
  sent_at: number | null
  /** The invitation this mail belongs to, told when a mail server takes it. */
  invitation_id: string | null
  /** Rendered, kept only by the captured mailbox. */
  subject: string | null
  html: string | null
  text: string | null
}

export interface Schema {
  organisation: OrganisationTable
  user: UserTable
  role: RoleTable
  customer_group: CustomerGroupTable
  customer_group_member: CustomerGroupMemberTable
  scope_entry: ScopeEntryTable
  replayed: ReplayedTable
  look_up: LookUpTable
  asking_msp: AskingMspTable
  session: SessionTable
  link: LinkTable
  second_factor: SecondFactorTable
  recovery_code: RecoveryCodeTable
  audit_entry: AuditEntryTable
  appointment: AppointmentTable
  sign_up: SignUpTable
  msp_profile: MspProfileTable
  relationship: RelationshipTable
  service_record: ServiceRecordTable
  support_ticket: SupportTicketTable
  erasure: ErasureTable
  account_export: AccountExportTable
  visit: VisitTable
  former_relationship: FormerRelationshipTable
  customer_release: CustomerReleaseTable
  service_application: ServiceApplicationTable
  invitation: InvitationTable
  person_invitation: PersonInvitationTable
  document: DocumentTable
  document_update: DocumentUpdateTable
  former_document_state: FormerDocumentStateTable
  document_writer: DocumentWriterTable
  change: ChangeTable
  feed_head: FeedHeadTable
  feed_entry: FeedEntryTable
  device_store: DeviceStoreTable
  device_item: DeviceItemTable
  mail: MailTable
  database_fact: DatabaseFactTable
  throttle: ThrottleTable
  notification: NotificationTable
  notification_preference: NotificationPreferenceTable
  reseller_link: ResellerLinkTable
  device_upload: DeviceUploadTable
  device: DeviceTable
  licence: LicenceTable
  licence_share: LicenceShareTable
  device_identifier: DeviceIdentifierTable
  enrolment_profile: EnrolmentProfileTable
  assignment: AssignmentTable
  device_group: DeviceGroupTable
  device_group_manager: DeviceGroupManagerTable
  customer_mark: CustomerMarkTable
  saved_view: SavedViewTable
  alert: AlertTable
  alert_month: AlertMonthTable
  device_condition: DeviceConditionTable
  device_location: DeviceLocationTable
  alert_address: AlertAddressTable
  location_recipients: LocationRecipientsTable
  api_key: ApiKeyTable
  api_answer: ApiAnswerTable
}
