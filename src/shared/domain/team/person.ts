import type { ScopeSetting } from '../access/scope.ts'
import type { RoleId, UserId } from '../ids.ts'
import type { Role } from '../user.ts'

/** More may come: whoever reads shows one they don't know as it is. */
export type PersonState = 'pending' | 'active' | 'revoked' | 'blocked'

/** How the latest invitation of somebody stands who hasn't registered. */
export interface PersonInvitation {
  /** `refused`: the mail server wants none of its first mail, for good. */
  state: 'waiting' | 'sent' | 'refused'
  /** When the first mail server accepted it; null while it waits. */
  sentAt: number | null
  /** Mails handed over for this invitation, the first included. */
  sentCount: number
  expiresAt: number | null
  /** When delivery last had trouble; null when it had none. */
  troubleAt: number | null
}

/** Somebody of an organisation, as their colleagues see them. */
export interface PersonRecord {
  id: UserId
  firstName: string
  lastName: string
  email: string
  isEmailVerified: boolean
  role: Role
  /** The name of the organisation's own role, which takes the place of the built-in one; null without. */
  ownRole: string | null
  state: PersonState
  /** ms */
  addedAt: number
  /** Counts what was decided about them: a decision names the one it was made on (PUSH2). */
  version: number
  roleId: RoleId | null
  /** Null for readers who may not know which customers there are. */
  scope: ScopeSetting | null
  invitation: PersonInvitation | null
  /** The name of the MSP that made them here (C7), for good; null: their own organisation did. */
  madeBy: string | null
  /** Since when they are the customer's to look over: the MSP that made them has gone (M17). */
  reviewSince: number | null
}

/** A role as people choose it: a built-in one, or one of the organisation's own. */
export type RoleChoice = Role | RoleId

export function roleChoiceOf({ role, roleId }: Pick<PersonRecord, 'role' | 'roleId'>): RoleChoice {
  return roleId ?? role
}

/**
 * Whether they could give everybody of their organisation everything: who hasn't confirmed that they are reached, or doesn't
 * see all customers, counts for nobody. An unknown scope is taken for all.
 */
export function isStandingSuperAdmin({
  role,
  state,
  isEmailVerified,
  scope,
}: Pick<PersonRecord, 'role' | 'state' | 'isEmailVerified' | 'scope'>): boolean {
  return role === 'super-admin' && state === 'active' && isEmailVerified && (scope?.kind ?? 'all') === 'all'
}
