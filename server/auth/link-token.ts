import { createHmac } from 'node:crypto'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Database } from '../database/connection.ts'
import { findLinkRow } from '../database/repository/link.ts'
import type { LinkTable } from '../database/schema.ts'
import { sameSecret } from './token.ts'

export type LinkPurpose = LinkTable['purpose']

function signature(key: Uint8Array, purpose: LinkPurpose, linkId: string): string {
  return createHmac('sha256', key).update(`${purpose}:${linkId}`).digest('base64url')
}

/** What a mail's link carries, bound to its purpose and derived anew for every mail, so that no working link is ever stored. */
export function linkToken(key: Uint8Array, purpose: LinkPurpose, linkId: string): string {
  return `${linkId}.${signature(key, purpose, linkId)}`
}

/** The row of an unaltered link of this purpose. Throws Refusal: link-invalid, invitation-used, invitation-revoked. */
export async function requireLink(
  database: Database,
  key: Uint8Array,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkTable> {
  const dot = token.indexOf('.')
  const linkId = token.slice(0, Math.max(dot, 0))
  if (!sameSecret(token, linkToken(key, purpose, linkId))) throw new Refusal('link-invalid')
  const link = await findLinkRow(database, linkId)
  if (!link) throw new Refusal('link-invalid')
  if (link.revoked_at !== null) throw new Refusal(purpose === 'invitation' ? 'invitation-revoked' : 'link-invalid')
  if (purpose === 'invitation' && link.used_at !== null) throw new Refusal('invitation-used')
  return link
}
