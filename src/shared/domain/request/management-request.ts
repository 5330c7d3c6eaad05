/** How an MSP's request to manage a customer that has an account stands (M10). */
import type { RelationshipStatus } from '../relationship.ts'

const dayMs = 24 * 60 * 60 * 1000
/** A request that nobody answers for so long is over, to the second. */
export const requestLifetimeMs = 30 * dayMs
/** Asking again waits so long, whoever of the MSP asked last. */
export const requestPauseMs = dayMs

export interface ManagementRequest {
  /** When its time began, ms. */
  requestedAt: number
  /** When the customer was last mailed about it, ms. */
  askedAt: number
}

/** By the server's clock, ms. */
export function requestExpiresAt({ requestedAt }: ManagementRequest): number {
  return requestedAt + requestLifetimeMs
}

/** Whether the customer can answer it. */
export function isOpenRequest(
  { status, request }: { status: RelationshipStatus; request: ManagementRequest | null },
  now: number,
): boolean {
  return status === 'pending' && request !== null && now < requestExpiresAt(request)
}
