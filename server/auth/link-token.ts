import { createHmac } from 'node:crypto'
import type { Clock } from '#shared/domain/clock.ts'
import { Refusal, type RefusalCode } from '#shared/domain/refusal.ts'
import type { Database } from '../database/connection.ts'
import { findLinkRow } from '../database/repository/link.ts'
import type { LinkTable } from '../database/schema.ts'
import { sameSecret } from './token.ts'

interface SecurityLog {
  security(event: 'link-misused', facts: Record<string, unknown>): void
}

export type LinkPurpose = LinkTable['purpose']

function signature(key: Uint8Array, purpose: LinkPurpose, linkId: string): string {
  return createHmac('sha256', key).update(`${purpose}:${linkId}`).digest('base64url')
}

/** What a mail's link carries, bound to its purpose and derived anew for every mail, so that no working link is ever stored. */
export function linkToken(key: Uint8Array, purpose: LinkPurpose, linkId: string): string {
  return `${linkId}.${signature(key, purpose, linkId)}`
}

const hourMs = 60 * 60 * 1000
/** For so long it can be used, ms; of an invitation, appointment or release its own deadline decides. */
export const linkLifetimesMs = {
  'verify-email': 72 * hourMs,
  'reset-password': hourMs,
  'change-email': 24 * hourMs,
  invitation: Infinity,
  'person-invitation': Infinity,
  appointment: Infinity,
  'stop-appointment': Infinity,
  'stop-release': Infinity,
  'sign-up': 24 * hourMs,
  'alert-address': 14 * 24 * hourMs,
} as const satisfies Record<LinkPurpose, number>
/** What is said of one that was used; to confirm an address again is no error. */
const usedCodes: Partial<Record<LinkPurpose, RefusalCode>> = {
  invitation: 'invitation-used',
  'person-invitation': 'invitation-used',
  'reset-password': 'link-used',
  'change-email': 'link-used',
  'sign-up': 'link-used',
}

/**
 * The row of an unaltered link of this purpose.
 * Throws Refusal: link-invalid, link-expired, link-used, invitation-used, invitation-revoked.
 */
export async function requireLink(
  database: Database,
  { key, clock, log }: { key: Uint8Array; clock: Clock; log: SecurityLog },
  purpose: LinkPurpose,
  token: string,
): Promise<LinkTable> {
  const dot = token.indexOf('.')
  const linkId = token.slice(0, Math.max(dot, 0))
  const link = sameSecret(token, linkToken(key, purpose, linkId)) ? await findLinkRow(database, linkId) : undefined
  if (!link) {
    log.security('link-misused', { purpose })
    throw new Refusal('link-invalid')
  }
  const isOld = clock.now() - link.created_at > linkLifetimesMs[purpose]
  if (isOld && link.used_at === null) throw new Refusal('link-expired')
  const invites = purpose === 'invitation' || purpose === 'person-invitation'
  if (link.revoked_at !== null) throw new Refusal(invites ? 'invitation-revoked' : 'link-invalid')
  const used = usedCodes[purpose]
  if (used && link.used_at !== null) throw new Refusal(used)
  return link
}
