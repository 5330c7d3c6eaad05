/** Tables of how people sign in, beside `session` and `link`. */
import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'

export interface SecondFactorTable {
  user_id: UserId
  /** The user's. */
  organisation_id: OrganisationId
  /** What the person's app shares, sealed with the server's key. */
  secret: string
  created_at: number
  /** When it began to count; null: begun, and not shown to work yet. */
  confirmed_at: number | null
  /** Of time, in half minutes: the last that a code was taken for. */
  last_step: number
}

export interface RecoveryCodeTable {
  user_id: UserId
  /** The user's. */
  organisation_id: OrganisationId
  code_hash: string
  used_at: number | null
}

/** A super admin whom an operator appoints. */
export interface AppointmentTable {
  id: string
  organisation_id: OrganisationId
  /** Who it is to be; lower case. */
  email: string
  first_name: string
  last_name: string
  /** Of its mails. */
  locale: Locale
  state: 'open' | 'stopped' | 'taken'
  made_at: number
  /** When the link is mailed. */
  due_at: number
  ended_at: number | null
}

/** A company that somebody wants to register by themselves (C2): nothing of it exists before the link in its mail was used. */
export interface SignUpTable {
  id: string
  /** Lower case. */
  email: string
  first_name: string
  last_name: string
  company_name: string
  /** ISO 3166 alpha-2 */
  country: string
  locale: Locale
  made_at: number
}

/** A line of an organisation's audit log: added, and never changed. */
export interface AuditEntryTable {
  id: string
  organisation_id: OrganisationId
  at: number
  event: AuditEvent
  /** Who did it, or whose sign-in it is about. */
  user_id: UserId
  /** JSON of BrowserName, where a device is part of it, and of `subject`, where it was done to something; otherwise `{}`. */
  detail: string
}

/** How often something was done lately; see `repository/throttle.ts`. */
export interface ThrottleTable {
  key: string
  /** When nothing is left of what was counted; of tries in a row: before when the next may not be made, ms. */
  until: number
  /** Tries in a row. */
  tries: number
}
