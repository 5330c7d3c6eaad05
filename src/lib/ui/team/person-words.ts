import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { invitationStateAt } from '#shared/domain/invitation.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { formatNumber } from '../words/time-words.ts'

/** A built-in role's name; of an MSP another than of a customer. */
export function builtInRoleWords(role: string, kind: OrganisationKind | undefined): string {
  if (role === 'super-admin') return m.people_role_super()
  return kind === 'msp' ? m.people_role_msp() : m.people_role_customer()
}

export function personRoleWords(
  { role, ownRole }: Pick<PersonRecord, 'role' | 'ownRole'>,
  kind: OrganisationKind | undefined,
): string {
  return ownRole ?? builtInRoleWords(role, kind)
}

export function personStateWords(
  { state, invitation }: Pick<PersonRecord, 'state' | 'invitation'>,
  now: number,
): string {
  if (state === 'pending' && invitationStateAt(invitation, now) === 'expired') return m.people_state_expired()
  const words = {
    pending: m.people_state_pending,
    active: m.people_state_active,
    revoked: m.people_state_revoked,
    blocked: m.people_state_blocked,
  }
  return words[state]?.() ?? state
}

/** Which customers somebody sees; empty where the reader may not know it. */
export function personScopeWords({ scope }: Pick<PersonRecord, 'scope'>): string {
  if (!scope) return ''
  if (scope.kind === 'all') return m.people_scope_all()
  if (scope.kind === 'but') return m.people_scope_but({ count: formatNumber(scope.deny.length) })
  return m.people_scope_only({ count: formatNumber(scope.allow.length) })
}
