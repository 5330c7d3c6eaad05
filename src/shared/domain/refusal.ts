import { z } from 'zod'

/**
 * Stable codes for everything the server can refuse. The words for each are in `src/i18n/messages`
 * under `refusal_<code with underscores>`; a code never changes its meaning.
 */
export const refusalCodes = [
  // push admission
  'malformed',
  'too-large',
  'unknown-command',
  'unknown-document',
  'foreign-client-id',
  'gap',
  'fork',
  'incomplete',
  'unknown-key',
  'wrong-shape',
  'field-too-long',
  'field-blanked',
  'depends-on-refused',
  'document-replaced',
  // permission and state
  'not-permitted',
  'relationship-ended',
  'stale-decision',
  'not-jointly-managed',
  'already-jointly',
  'nobody-registered',
  'contact-registered',
  'registered-meanwhile',
  'not-removable',
  'not-closable',
  'has-people',
  'not-active',
  'already-asked',
  'they-already-asked',
  'no-open-request',
  'not-yours-to-answer',
  'customer-not-found',
  'request-expired',
  'asked-today',
  'asked-this-week',
  'not-fully-managed',
  'no-longer-possible',
  'service-managed',
  'service-not-managed',
  'ticket-open-already',
  'too-many-views',
  'export-gone',
  'applied-already',
  'service-yours-already',
  'service-not-active',
  'console-built-in',
  'consent-too-old',
  'invalid-input',
  'email-taken',
  'email-shared',
  'invitation-expired',
  'invitation-used',
  'invitation-declined',
  'invitation-revoked',
  'invitation-open',
  'invitation-waiting',
  'no-invitation',
  'link-invalid',
  'link-expired',
  'link-used',
  'id-taken',
  'reminded-recently',
  'reminded-enough',
  'mailed-enough',
  // people, roles and groups
  'already-here',
  'already-invited',
  'more-than-you-have',
  'last-super-admin',
  'not-yourself',
  'role-in-use',
  'group-in-use',
  'name-taken',
  'admins-not-granted',
  // devices and resellers
  'reseller-not-found',
  'already-registered',
  'nothing-uploaded',
  'reseller-not-trusted',
  'already-decided',
  'upload-in-progress',
  'devices-in-use',
  'device-not-yours',
  'device-not-approved',
  'only-fully-managed',
  'profile-not-found',
  'profile-in-use',
  'device-group-not-found',
  'device-group-in-use',
  'manager-not-yours',
  'party-not-found',
  'already-listed',
  'reseller-inactive',
  'device-approved',
  // licences
  'key-registered',
  'licence-ended',
  'licence-in-use',
  'no-seats-left',
  'too-few-seats',
  'seats-in-use',
  'seats-assigned',
  'not-transferable',
  'licensed-otherwise',
  'device-licensed',
  // accounts and transport
  'signed-out',
  'session-revoked',
  'wrong-credentials',
  'wrong-password',
  'prove-again',
  'api-key-invalid',
  'too-many-keys',
  'idempotency-key-used',
  'second-factor-needed',
  'second-factor-wrong',
  'second-factor-missing',
  'second-factor-on',
  'second-factor-off',
  'second-factor-required',
  'blocked',
  'too-many-requests',
  'wrong-origin',
  'already-set-up',
  'operator-key-needed',
  'update-needed',
  'server-older',
  'not-found',
  'server-error',
] as const
export const refusalCodeSchema = z.enum(refusalCodes)
export type RefusalCode = z.infer<typeof refusalCodeSchema>

/** A code as a device receives it: a newer server may refuse by one that this build doesn't know, and is understood all the same. */
export const receivedRefusalCodeSchema = z.string().transform((code) => code as RefusalCode)

/** Field name → message code (`required`, `too-long`, `email` …), for errors shown at the field. */
export const fieldErrorsSchema = z.record(z.string(), z.string())
export type FieldErrors = z.infer<typeof fieldErrorsSchema>

/** Thrown wherever a request can't be done; carries a stable code and, where known, the fields to mend. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly fields: FieldErrors | undefined
  constructor(code: RefusalCode, fields?: FieldErrors) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
  }
}

/** Turns a zod error into field → first message code. */
export function fieldErrorsOf(error: z.ZodError): FieldErrors {
  const fields: FieldErrors = {}
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? '')
    fields[field] ??= /^[a-z-]+$/.test(issue.message) ? issue.message : 'invalid'
  }
  return fields
}
