/**
 * The one rule of who may what: pure, over facts. Its twin in SQL is `whereMay` of `server/database/reading`, and
 * `test/contracts/access.test.ts` holds the two equal. Deny by default.
 */
import type { DocumentKind } from '../document/document-record.ts'
import type { OrganisationId, RelationshipId } from '../ids.ts'
import type { OrganisationKind } from '../organisation.ts'
import {
  isManaging,
  isRequest,
  type ManagementType,
  type RelationshipSide,
  type RelationshipStatus,
} from '../relationship.ts'
import type { Role } from '../user.ts'
import { consentPermission, type Permission } from './permission.ts'
import { isInScope, type Scope } from './scope.ts'

/** Who asks: everything a permission may depend on. What somebody is signed in with may hold less than their role. */
export interface Actor {
  organisationId: OrganisationId
  organisationKind: OrganisationKind
  role: Role
  permissions: ReadonlySet<Permission>
  /** An MSP's people's; a customer's people have one account, and all of it. */
  scope: Scope
}

export interface RelationshipFacts {
  id: RelationshipId
  mspId: OrganisationId
  customerId: OrganisationId
  status: RelationshipStatus
  managementType: ManagementType
  /** Whether the customer lets this MSP make admins and roles for it (C7). */
  adminsGranted: boolean
}

export interface DocumentFacts {
  kind: DocumentKind
  /** The customer whose account it is about. */
  customerId: OrganisationId
  closed: boolean
  /** The one it was made under; null for the customer's own. */
  relationshipId: RelationshipId | null
  /** The relationship that manages the customer now, whichever document is its own. */
  manager: RelationshipFacts | null
}

/** Whom an entry of the log was written for: what was done while a customer was fully managed never becomes its (C8). */
export type Audience = 'both' | 'msp'

export interface ChangeFacts {
  customerId: OrganisationId
  audience: Audience
  /** The one it was done under, which an MSP must manage still. */
  relationship: RelationshipFacts | null
  manager: RelationshipFacts | null
}

export interface ServiceFacts {
  customerId: OrganisationId
  /** Whether the relationship that manages the customer now names it. */
  isManaged: boolean
  manager: RelationshipFacts | null
}

export interface PersonFacts {
  organisationId: OrganisationId
  role: Role
  /** The relationship that manages their organisation now. */
  manager: RelationshipFacts | null
}

/** A device, an upload or an enrolment profile. */
export interface HoldingFacts {
  /** Whose it is: a customer's or an MSP's. */
  ownerId: OrganisationId
  /** The reseller that uploaded it; null: nobody did. */
  resellerId: OrganisationId | null
  /** The relationship that manages the owner now. */
  manager: RelationshipFacts | null
}

export interface ResellerLinkFacts extends HoldingFacts {
  /** Whether the reseller has it among its customers. */
  isListed: boolean
}

/** A licence, or a customer's seats of one. */
export interface LicenceFacts {
  ownerId: OrganisationId
  /** The relationship that manages the owner now. */
  manager: RelationshipFacts | null
}

/** Where a customer's devices are. */
export interface LocationFacts {
  customerId: OrganisationId
  /** The relationship that manages it now. */
  manager: RelationshipFacts | null
}

export type Target =
  | ({ type: 'relationship' } & RelationshipFacts)
  /** What an MSP asked a customer that has an account: no account of anybody's yet (M10). */
  | ({ type: 'request' } & RelationshipFacts)
  | ({ type: 'document' } & DocumentFacts)
  | ({ type: 'change' } & ChangeFacts)
  /** When somebody of an MSP was in a customer's account (H7): who reads it may read what was done there. */
  | ({ type: 'visit' } & ChangeFacts)
  | ({ type: 'person' } & PersonFacts)
  | ({ type: 'service' } & ServiceFacts)
  | ({ type: 'holding' } & HoldingFacts)
  | ({ type: 'reseller-link' } & ResellerLinkFacts)
  | ({ type: 'licence' } & LicenceFacts)
  /** What a service reported of its devices (S2), read by whoever reads what was done then; without where they are. */
  | ({ type: 'alert' } & ChangeFacts)
  | ({ type: 'location' } & LocationFacts)
  /** What is nobody's account yet, or the organisation's own. */
  | { type: 'organisation'; organisationId: OrganisationId }

/** Whether this person may do this with that, now. Whatever else one may do, one may do with what one may see. */
export function can(actor: Actor, permission: Permission, target: Target): boolean {
  const holds = actor.permissions.has('view') && actor.permissions.has(permission)
  return holds && reaches(actor, permission, target)
}

/** Which side of the relationship the actor stands on; null when on neither. */
export function sideOf(
  actor: Pick<Actor, 'organisationId' | 'organisationKind'>,
  relationship: Pick<RelationshipFacts, 'mspId' | 'customerId'>,
): RelationshipSide | null {
  if (actor.organisationKind === 'msp' && actor.organisationId === relationship.mspId) return 'msp'
  if (actor.organisationKind === 'customer' && actor.organisationId === relationship.customerId) return 'customer'
  return null
}

function reaches(actor: Actor, permission: Permission, target: Target): boolean {
  switch (target.type) {
    case 'relationship':
      return reachesRelationship(actor, target)
    case 'request':
      return reachesRequest(actor, target)
    case 'document':
      return !target.closed && reachesDocument(actor, target)
    case 'change':
    case 'visit':
    case 'alert':
      return reachesChange(actor, target)
    case 'person':
      return reachesPerson(actor, permission, target)
    case 'service':
      return reachesService(actor, target)
    case 'holding':
      return reachesHolding(actor, target)
    case 'reseller-link':
      return reachesLink(actor, target)
    case 'licence':
      return reachesLicence(actor, target)
    case 'location':
      // Whatever is asked for: nobody else does anything with it.
      return actor.permissions.has('view-location') && isOwnAccount(actor, target)
    case 'organisation':
      return actor.organisationId === target.organisationId
  }
}

/** An MSP's people see what it manages now and is in their scope, a customer's people what manages them jointly (C8). */
function reachesRelationship(actor: Actor, relationship: RelationshipFacts): boolean {
  const side = sideOf(actor, relationship)
  if (side === null || !isManaging(relationship)) return false
  return side === 'msp' ? isInScope(actor.scope, relationship.customerId) : relationship.managementType === 'jointly'
}

/** The MSP's people see it as any customer of theirs; at the customer those who may answer, while it waits for them (C4). */
function reachesRequest(actor: Actor, request: RelationshipFacts): boolean {
  const side = sideOf(actor, request)
  if (side === null || !isRequest(request)) return false
  if (side === 'msp') return isInScope(actor.scope, request.customerId)
  return request.status === 'pending' && actor.permissions.has(consentPermission)
}

function isOwnAccount(actor: Actor, { customerId, manager }: Pick<DocumentFacts, 'customerId' | 'manager'>): boolean {
  const isOwn = actor.organisationKind === 'customer' && actor.organisationId === customerId
  return isOwn && !(manager && isManaging(manager) && manager.managementType === 'fully')
}

function reachesDocument(actor: Actor, document: DocumentFacts): boolean {
  const { kind, manager, relationshipId } = document
  if (actor.organisationKind === 'customer') return kind === 'account' && isOwnAccount(actor, document)
  return manager !== null && manager.id === relationshipId && reachesRelationship(actor, manager)
}

function reachesChange(actor: Actor, change: ChangeFacts): boolean {
  if (actor.organisationKind === 'customer') return change.audience === 'both' && isOwnAccount(actor, change)
  const { relationship } = change
  return relationship !== null && (reachesRelationship(actor, relationship) || reachesRequest(actor, relationship))
}

/** An MSP's people see all of a customer that it manages fully, of others what the relationship names. */
function reachesService(actor: Actor, service: ServiceFacts): boolean {
  const { isManaged, manager } = service
  if (actor.organisationKind === 'customer') return isOwnAccount(actor, service)
  return manager !== null && reachesRelationship(actor, manager) && (isManaged || manager.managementType === 'fully')
}

/**
 * One's own people are seen by all of them, but a super admin is changed only by super admins; a customer's people are an
 * MSP's while it grants that, super admins never (C7). Colleagues are no part of the account: who manages it doesn't matter.
 */
function reachesPerson(actor: Actor, permission: Permission, person: PersonFacts): boolean {
  const { organisationId, role, manager } = person
  if (organisationId === actor.organisationId)
    return permission === 'view' || role !== 'super-admin' || actor.role === 'super-admin'
  return (
    role !== 'super-admin' &&
    manager !== null &&
    manager.customerId === organisationId &&
    manager.adminsGranted &&
    sideOf(actor, manager) === 'msp' &&
    reachesRelationship(actor, manager)
  )
}

/**
 * A customer's devices are its people's, unless an MSP manages it fully (C8), and its MSP's. An MSP's own, which are nobody's
 * yet, are for those of its people who manage devices; what a reseller uploaded it goes on seeing.
 */
function reachesHolding(actor: Actor, { ownerId, resellerId, manager }: HoldingFacts): boolean {
  if (actor.organisationKind === 'reseller') return resellerId === actor.organisationId
  if (actor.organisationKind === 'customer') return isOwnAccount(actor, { customerId: ownerId, manager })
  if (ownerId === actor.organisationId) return actor.permissions.has('manage-devices')
  return manager !== null && manager.customerId === ownerId && reachesRelationship(actor, manager)
}

/** Whom a customer trusts is its own business, or that of the MSP that manages it alone (C9). */
function reachesLink(actor: Actor, link: ResellerLinkFacts): boolean {
  const { manager, ownerId } = link
  if (actor.organisationKind === 'reseller') return link.isListed && reachesHolding(actor, link)
  if (!reachesHolding(actor, link)) return false
  return ownerId === actor.organisationId || manager?.managementType === 'fully'
}

/** What an MSP bought is for all of its people; a customer's goes with its devices. */
function reachesLicence(actor: Actor, { ownerId, manager }: LicenceFacts): boolean {
  if (actor.organisationKind === 'reseller') return false
  if (actor.organisationKind === 'msp' && ownerId === actor.organisationId) return true
  return reachesHolding(actor, { ownerId, resellerId: null, manager })
}
