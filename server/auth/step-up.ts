/**
 * Some acts want it shown anew that it is still the person who signed in: a tablet lies about, a session may be stolen.
 * Not what a device queued: it is decided as it was permitted.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import type { SessionTable } from '../database/schema.ts'

/** How long it counts, ms. */
export const proofLastsMs = 15 * 60 * 1000

/** When the session's person last showed that it is they. */
export function provedAt(session: Pick<SessionTable, 'proved_at' | 'created_at'>): number {
  return session.proved_at ?? session.created_at
}

export function isProofRecent(at: number, now: number): boolean {
  return now - at <= proofLastsMs
}

/** Throws Refusal: prove-again. */
export function requireRecentProof(at: number, now: number): void {
  if (!isProofRecent(at, now)) throw new Refusal('prove-again')
}
