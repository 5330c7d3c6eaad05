import { isManaging } from '../../domain/relationship.ts'
import type { Outcome } from '../define-decision.ts'
import type { RelationshipState } from '../relationship-state.ts'

/** `Manage admins and roles`, on or off (C7): only where both sides have the account, and so somebody at the customer decides. */
export function grantTransition(state: RelationshipState, change: { isOn: boolean; now: number }): Outcome {
  if (state.status === 'delinked') return { refusal: 'relationship-ended' }
  if (state.managementType !== 'jointly') return { refusal: 'not-jointly-managed' }
  if (!isManaging(state)) return { refusal: 'not-active' }
  if ((state.adminsGrantedAt !== null) === change.isOn) return { refusal: 'stale-decision' }
  return { patch: { adminsGrantedAt: change.isOn ? change.now : null } }
}
