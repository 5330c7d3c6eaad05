/** Whose devices a decision is about, held until the transaction ends: one such decision at a time for each owner. */
import { can } from '#shared/domain/access/can.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { relationshipFacts, requireRelationship, type Access } from '../../auth/access.ts'
import { getOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import type { DecisionContext } from '../decision-context.ts'

interface Asked {
  permissions: Partial<Record<OrganisationKind, Permission>>
  /** Null: one's own organisation's. */
  relationshipId: RelationshipId | null
  /** What may be seen only by whom a reseller's trust concerns (C9). */
  target?: 'holding' | 'reseller-link' | 'licence'
}

/** Throws Refusal: not-permitted, relationship-ended. */
export async function holdOwner(
  { unit, access }: Pick<DecisionContext, 'unit' | 'access'>,
  { permissions, relationshipId, target = 'holding' }: Asked,
): Promise<Owner> {
  const permission = permissions[access.organisationKind]
  const owner = relationshipId === null ? await ownOf(unit, access) : await customerOf(unit, access, relationshipId)
  const manager = owner.manager ? relationshipFacts(owner.manager) : null
  const holding = { ownerId: owner.id, resellerId: null, isListed: false, manager }
  if (!permission || !can(access, permission, { type: target, ...holding })) throw new Refusal('not-permitted')
  await holdOrganisation(unit.trx, owner.id)
  return owner
}

async function ownOf({ trx }: DecisionContext['unit'], access: Access): Promise<Owner> {
  const { organisationId: id, organisationKind: kind } = access
  return {
    id,
    kind,
    manager: kind === 'customer' ? await findManagingRelationship(trx, id, { lock: true }) : undefined,
  }
}

async function customerOf(
  { trx }: DecisionContext['unit'],
  access: Access,
  relationshipId: RelationshipId,
): Promise<Owner> {
  const manager = await requireRelationship(trx, access, relationshipId, { lock: true })
  return { id: manager.customer_id, kind: 'customer', manager }
}

/** Somebody else's owner, of which the row alone is known. */
export async function findOwner({ trx }: DecisionContext['unit'], id: OrganisationId): Promise<Owner> {
  const { kind } = await getOrganisation(trx, id)
  return { id, kind, manager: kind === 'customer' ? await findManagingRelationship(trx, id) : undefined }
}
