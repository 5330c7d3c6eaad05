/** Of which customers an MSP's person may see anything (M20). Groups are resolved: here is who is in them now. */
import type { GroupId, OrganisationId } from '../ids.ts'

export type ScopeKind = 'all' | 'only' | 'but'

export interface Scope {
  /** `but`: all, those added later too, except the denied. */
  kind: ScopeKind
  /** Named by itself or by a group. */
  allowed: ReadonlySet<OrganisationId>
  /** Deny beats allow. */
  denied: ReadonlySet<OrganisationId>
}

export const everyCustomer: Scope = { kind: 'all', allowed: new Set(), denied: new Set() }

export function isInScope({ kind, allowed, denied }: Scope, customerId: OrganisationId): boolean {
  if (kind === 'all') return true
  if (denied.has(customerId)) return false
  return kind === 'but' || allowed.has(customerId)
}

/** What a scope is set to: customers and groups by name. */
export interface ScopeSetting {
  kind: ScopeKind
  allow: readonly (OrganisationId | GroupId)[]
  deny: readonly (OrganisationId | GroupId)[]
}

export const allCustomers: ScopeSetting = { kind: 'all', allow: [], deny: [] }
