import type { RelationshipId } from '../ids.ts'
import type { PersonRecord } from './person.ts'
import type { RoleRecord } from './role.ts'

/** A customer's admins and roles, as its MSP sees them while the customer lets it manage them (C7). */
export interface CustomerTeamRecord {
  /** The relationship's. */
  id: RelationshipId
  /** Since when: names this very grant. ms */
  grantedAt: number
  /** Never its super admins; the addresses only of those whom this MSP made, others' masked (M23). */
  people: readonly PersonRecord[]
  roles: readonly RoleRecord[]
}
