import { createHmac } from 'node:crypto'
import type { Clock } from '#shared/domain/clock.ts'
import { Refusal } from '#shared/domain/refusal.ts'
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

/** An address is confirmed within so long, ms; of an invitation its own deadline decides. */
const verifyLifetimeMs = 72 * 60 * 60 * 1000

/** The row of an unaltered link of this purpose. Throws Refusal: link-invalid, invitation-used, invitation-revoked. */
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
  const isOld = purpose === 'verify-email' && clock.now() - link.created_at > verifyLifetimeMs
  if (isOld && link.used_at === null) throw new Refusal('link-expired')
  const invites = purpose === 'invitation' || purpose === 'person-invitation'
  if (link.revoked_at !== null) throw new Refusal(invites ? 'invitation-revoked' : 'link-invalid')
  if (invites && link.used_at !== null) throw new Refusal('invitation-used')
  return link
}
