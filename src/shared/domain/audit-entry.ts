/** What an organisation's audit log tells of how its people sign in. Only added to; more events come. */
import { z } from 'zod'

export const auditEvents = [
  'sign-in-succeeded',
  'sign-in-failed',
  'sign-in-held-back',
  'signed-out',
  'session-revoked',
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
] as const
export type AuditEvent = (typeof auditEvents)[number]

export const auditEntrySchema = z.object({
  id: z.string(),
  /** ms */
  at: z.number(),
  /** One that this build doesn't know is shown as it is. */
  event: z.string(),
  /** Whom it is about; null when they are not there any more. */
  person: z.object({ firstName: z.string(), lastName: z.string(), email: z.string() }).nullable(),
  /** On what they did it, where that is known. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
