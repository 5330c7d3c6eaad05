import type { AccountRecord, RelationshipRecord } from '#shared/domain/customer-record.ts'
import { findRelationship } from '../../local-store/stored-records.ts'
import { unsettledItems } from './customer-list.svelte.ts'
import { live } from '../live.svelte.ts'
import { overlayRecords } from './overlay-records.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './waiting-decision.ts'

export interface CompanyAccount {
  readonly state: 'loading' | 'found' | 'missing'
  readonly account: AccountRecord | null
  /** The MSP that manages the company now; null when none does. */
  readonly relationship: RelationshipRecord | null
  readonly waitingDecision: WaitingDecision | null
  /** Also of a relationship that has ended meanwhile: a refusal is shown until the person lets it go. */
  readonly refusedDecision: RefusedDecision | null
}

/** The signed-in customer's own company (C3). */
export function companyAccount(): CompanyAccount {
  const stored = live(
    () => null,
    async ({ store, user }) => {
      const account = (await store.accounts.get(user.organisationId)) ?? null
      const relationship = account?.relationshipId
        ? ((await findRelationship(store, account.relationshipId)) ?? null)
        : null
      return { account, relationship }
    },
  )
  const shown = $derived.by(() => {
    const [found, items] = [stored.current, unsettledItems()]
    if (!found || !items) return null
    const [relationship] = found.relationship ? overlayRecords([found.relationship], items) : []
    return { account: found.account, relationship: relationship?.record ?? null, decisions: decisionsOf(items, null) }
  })
  return {
    get state() {
      return !shown ? 'loading' : shown.account ? 'found' : 'missing'
    },
    get account() {
      return shown?.account ?? null
    },
    get relationship() {
      return shown?.relationship ?? null
    },
    get waitingDecision() {
      return shown?.decisions.waiting ?? null
    },
    get refusedDecision() {
      return shown?.decisions.refused ?? null
    },
  }
}
