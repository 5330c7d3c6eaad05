import type { Audience } from '#shared/domain/access/can.ts'
import type { SharedAlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { DeviceId, OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'

/** Under whom it happened: an MSP reads what did under its own relationship. */
interface AlertHistory {
  id: string
  /** The customer. */
  organisation_id: OrganisationId
  customer_id: OrganisationId
  /** Who managed it then; null: nobody. */
  msp_id: OrganisationId | null
  relationship_id: RelationshipId | null
  /** What happened while a customer was fully managed never becomes its (C8). */
  audience: Audience
}

export interface AlertTable extends AlertHistory {
  device_id: DeviceId | null
  device: string
  category: SharedAlertCategory
  title: string
  text: string
  /** When it happened, and when it was posted, ms. */
  at: number
  received_at: number
}

export interface AlertMonthTable extends AlertHistory {
  /** e.g. `2026-11`. */
  month: string
  /** JSON: by category, a number for each of 31 days. */
  counts: string
}

/** One row a device, of customers only. */
export interface DeviceConditionTable {
  id: DeviceId
  /** The device's owner. */
  organisation_id: OrganisationId
  battery_level: number | null
  battery_health: number | null
  signal: number | null
  dropped_connections: number | null
  /** JSON of AppCrashes[]. */
  apps: string
  at: number
}

/** The customer's alone: no query for an MSP's people reads this table. */
export interface DeviceLocationTable {
  id: string
  /** The customer. */
  organisation_id: OrganisationId
  device_id: DeviceId | null
  device: string
  /** Decimals, as text; null: told in words only. */
  latitude: string | null
  longitude: string | null
  accuracy: string | null
  title: string
  text: string
  at: number
  received_at: number
}

/** Who hears where a customer's devices are; null: as it is at first. Each with the stamp of who set it last. */
export interface LocationRecipientsTable {
  /** The customer. */
  organisation_id: OrganisationId
  all_admins: number | null
  all_admins_stamp: number
  group_managers: number | null
  group_managers_stamp: number
}

/** Somebody of neither side who is to hear of a customer's alerts, once they have said so. */
export interface AlertAddressTable {
  /** The customer. */
  organisation_id: OrganisationId
  /** Lower case. */
  email: string
  asked_at: number
  confirmed_at: number | null
}

export interface ApiKeyTable {
  id: string
  user_id: UserId
  /** The user's. */
  organisation_id: OrganisationId
  name: string
  hash: string
  /** How it begins, to tell it from others by. */
  prefix: string
  /** JSON of Permission[]: the most that it may, whatever its person may. */
  permissions: string
  made_at: number
  last_used_at: number | null
  /** Null: it doesn't end by itself. */
  ends_at: number | null
  revoked_at: number | null
}

/** What was answered to a request that named itself, so that the same said again does nothing again. */
export interface ApiAnswerTable {
  /** The key's. */
  organisation_id: OrganisationId
  api_key_id: string
  /** A hash of the `Idempotency-Key`. */
  named: string
  body_hash: string
  status: number
  body: string
  at: number
}
