import type { Target } from '#shared/domain/access/can.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Database } from '../database/connection.ts'
import { findManagingRelationship } from '../database/repository/relationship.ts'
import { relationshipFacts } from './access.ts'

/** Where a customer's devices are, and who hears of it: what `can` is asked about. `lock`: held for a decision. */
export async function locationFacts(
  database: Database,
  customerId: OrganisationId,
  options?: { lock: boolean },
): Promise<Target> {
  const manager = await findManagingRelationship(database, customerId, options)
  return { type: 'location', customerId, manager: manager ? relationshipFacts(manager) : null }
}
