import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { invitationStateAt } from '#shared/domain/invitation.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { formatNumber } from '../words/time-words.ts'

/** A built-in role's name; of an MSP another than of a customer. */
export function builtInRoleWords(role: string, kind: OrganisationKind | undefined): string {
  if (role === 'super-admin') return m.people_role_super()
  if (kind === 'reseller') return m.people_role_reseller()
  return kind === 'msp' ? m.people_role_msp() : m.people_role_customer()
}

export function personRoleWords(
  { role, ownRole }: { role: string; ownRole: string | null },
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
  const { kind, allow, deny } = scope
  return scopeWords({ kind, count: (kind === 'but' ? deny : allow).length })
}

/** `count`: how many it names. */
export function scopeWords({ kind, count }: { kind: string; count: number }): string {
  if (kind === 'all') return m.people_scope_all()
  return kind === 'but'
    ? m.people_scope_but({ count: formatNumber(count) })
    : m.people_scope_only({ count: formatNumber(count) })
}
