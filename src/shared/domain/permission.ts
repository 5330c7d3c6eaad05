import type { OrganisationId } from './ids.ts'
import type { OrganisationKind } from './organisation.ts'
import type { ManagementType, RelationshipSide, RelationshipStatus } from './relationship.ts'
import type { Role } from './user.ts'

/** Who asks: everything a permission may depend on. */
export interface Actor {
  organisationId: OrganisationId
  organisationKind: OrganisationKind
  role: Role
}

/** Whose people ask; what doesn't depend on the person is asked of these. */
export type ActingOrganisation = Pick<Actor, 'organisationId' | 'organisationKind'>

export interface RelationshipFacts {
  mspId: OrganisationId
  customerId: OrganisationId
  status: RelationshipStatus
  managementType: ManagementType
}

export type DocumentKind = 'account' | 'msp-private'

export interface DocumentFacts {
  kind: DocumentKind
  /** The customer whose account it is about. */
  customerId: OrganisationId
  closed: boolean
}

/** On which side an organisation's people decide. */
export function sideOfKind(kind: OrganisationKind): RelationshipSide {
  return kind === 'customer' ? 'customer' : 'msp'
}

export function otherSide(side: RelationshipSide): RelationshipSide {
  return side === 'msp' ? 'customer' : 'msp'
}

/** Which side of the relationship the actor stands on; null when on neither. */
export function sideOf(actor: ActingOrganisation, relationship: RelationshipFacts): RelationshipSide | null {
  if (actor.organisationKind === 'msp' && actor.organisationId === relationship.mspId) return 'msp'
  if (actor.organisationKind === 'customer' && actor.organisationId === relationship.customerId) return 'customer'
  return null
}

const managing: readonly RelationshipStatus[] = ['active', 'delink-requested-by-msp', 'delink-requested-by-customer']

/** Whether the MSP manages the customer right now: the only time its people see or change anything of it. */
export function isManaging(relationship: Pick<RelationshipFacts, 'status'>): boolean {
  return managing.includes(relationship.status)
}

/** Deny by default: a relationship is seen by its MSP while managing, and by a customer that has access to its account. */
export function canSeeRelationship(actor: ActingOrganisation, relationship: RelationshipFacts): boolean {
  const side = sideOf(actor, relationship)
  if (side === null || !isManaging(relationship)) return false
  return side === 'msp' || relationship.managementType === 'jointly'
}

/**
 * Whether the actor may read and write the facts of a document (DOC1: permission is per document).
 * `relationship` is the one now managing the customer, or null when nobody does.
 */
export function canEditDocument(
  actor: ActingOrganisation,
  document: DocumentFacts,
  relationship: RelationshipFacts | null,
): boolean {
  if (document.closed) return false
  if (relationship && isManaging(relationship)) {
    const side = canSeeRelationship(actor, relationship) ? sideOf(actor, relationship) : null
    return document.kind === 'account' ? side !== null : side === 'msp'
  }
  return (
    document.kind === 'account' && actor.organisationKind === 'customer' && actor.organisationId === document.customerId
  )
}

/** What a role may allow, by name (M20, C6). */
export type Permission = 'add-customer' | 'delink-customer'

/** Adding, inviting and asking for a delink are the MSP's; the customer's answers are its super admins' (C4). */
export function canDecideFor(actor: Actor, side: RelationshipSide): boolean {
  return side === 'msp'
    ? actor.organisationKind === 'msp'
    : actor.organisationKind === 'customer' && actor.role === 'super-admin'
}
