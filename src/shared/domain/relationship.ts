import { z } from 'zod'
import type { OrganisationKind } from './organisation.ts'

export const managementTypeSchema = z.enum(['fully', 'jointly'])
export type ManagementType = z.infer<typeof managementTypeSchema>

export const relationshipStatusSchema = z.enum([
  'pending',
  'rejected',
  'active',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
  'delinked',
  'no-longer-possible',
  'withdrawn',
])
export type RelationshipStatus = z.infer<typeof relationshipStatusSchema>

export const managingStatuses = [
  'active',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
] as const satisfies readonly RelationshipStatus[]

/** Whether the MSP manages the customer right now: the only time its people see or change anything of it. */
export function isManaging({ status }: { status: RelationshipStatus }): boolean {
  return (managingStatuses as readonly RelationshipStatus[]).includes(status)
}

/**
 * An MSP has asked a customer that has an account (M10) and manages nothing: as long as it keeps the request in its list, it
 * sees what `LOOK UP` showed, and of this customer nothing else.
 */
export const requestStatuses = [
  'pending',
  'rejected',
  'no-longer-possible',
] as const satisfies readonly RelationshipStatus[]

export function isRequest({ status }: { status: RelationshipStatus }): boolean {
  return (requestStatuses as readonly RelationshipStatus[]).includes(status)
}

export type RelationshipSide = 'msp' | 'customer'

/** On which side an organisation's people decide. */
export function sideOfKind(kind: OrganisationKind): RelationshipSide {
  return kind === 'customer' ? 'customer' : 'msp'
}

export function otherSide(side: RelationshipSide): RelationshipSide {
  return side === 'msp' ? 'customer' : 'msp'
}
