/** What an organisation's audit log tells: how its people sign in, and what was decided about who may do what. Only added to; more events come. */
import { z } from 'zod'

export const auditEvents = [
  'sign-in-succeeded',
  'sign-in-failed',
  'sign-in-held-back',
  'signed-out',
  'session-revoked',
  'device-purged',
  'setup-used',
  'registered',
  'password-reset-asked',
  'password-changed',
  'email-changed',
  'proof-failed',
  'second-factor-turned-on',
  'second-factor-turned-off',
  'second-factor-wrong',
  'second-factor-rule-changed',
  'recovery-code-used',
  'recovery-codes-renewed',
  'audit-log-exported',
  'person-invited',
  'person-invitation-resent',
  'person-invitation-revoked',
  'person-access-changed',
  'person-blocked',
  'person-reactivated',
  'person-removed',
  'role-added',
  'role-changed',
  'role-deleted',
  'group-added',
  'group-changed',
  'msp-profile-changed',
  'group-deleted',
  'customer-converted',
  'contact-changed',
  'customer-removed',
  'customer-closed',
  'delink-accepted',
  'request-accepted',
  'services-added',
  'services-accepted',
  'joint-management-asked',
  'msp-blocked',
  'msp-unblocked',
  'admins-granted',
  'admins-taken-back',
  'super-admin-appointed',
  'appointment-stopped',
  'appointment-made',
  'release-announced',
  'release-stopped',
  'customer-released',
  'service-applied',
  'service-approved',
  'service-rejected',
  'person-kept',
  'export-downloaded',
  'reseller-registered',
  'reseller-trusted',
  'reseller-trust-taken-back',
  'reseller-changed',
  'uploads-approved',
  'upload-rejected',
  'upload-reopened',
  'devices-moved',
  'devices-deleted',
  'reseller-customer-added',
  'devices-uploaded',
  'uploaded-devices-deleted',
  'api-key-made',
  'api-key-revoked',
  'licence-registered',
  'licence-changed',
  'licence-deleted',
  'seats-assigned',
  'seats-given-back',
  'location-recipients-changed',
] as const
export type AuditEvent = (typeof auditEvents)[number]

/** How it stood with somebody's access, a role or a group. */
export const auditStateSchema = z.object({
  role: z.object({ role: z.string(), ownRole: z.string().nullable() }).optional(),
  /** How many customers the scope names. */
  scope: z.object({ kind: z.string(), count: z.number() }).optional(),
  permissions: z.array(z.string()).optional(),
  customers: z.number().optional(),
  devices: z.number().optional(),
  seats: z.number().optional(),
  /** Changes that a device had not sent. */
  unsent: z.number().optional(),
  /** Whoever had a role that is gone, and has this one now. */
  people: z.number().optional(),
})
export type AuditState = z.infer<typeof auditStateSchema>

/** What an entry is about beside the person who did it; before and after, where that differs. */
export const auditSubjectSchema = z.object({
  kind: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  from: auditStateSchema.nullable(),
  to: auditStateSchema.nullable(),
})
export type AuditSubject = z.infer<typeof auditSubjectSchema>

export const auditEntrySchema = z.object({
  id: z.string(),
  /** ms */
  at: z.number(),
  /** One that this build doesn't know is shown as it is. */
  event: z.string(),
  /** Who did it, or whose sign-in it is about; null when they are not there any more. */
  person: z.object({ firstName: z.string(), lastName: z.string(), email: z.string() }).nullable(),
  /** Whoever runs the server did it. */
  isOperator: z.boolean().default(false),
  /** On what they did it, where that is known. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  subject: auditSubjectSchema.nullable().default(null),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
