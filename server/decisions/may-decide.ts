import { canDecideFor, type Permission } from '#shared/domain/permission.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { Access } from '../auth/access.ts'

/** Whether this person may take decisions of this kind for their side. Roles don't tell permissions apart yet. */
export function mayDecide(access: Access, _permission: Permission, side: RelationshipSide): boolean {
  return canDecideFor(access, side)
}
