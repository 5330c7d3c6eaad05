/** Whether what the server refused could be taken when it is tried again just as it is: `Try again` stands nowhere else (H5). */
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { hasRegistered } from '#shared/domain/customer-record.ts'
import { resendAction } from '#shared/domain/invitation.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { delinkTransition, nextReminderAt, type DelinkAction } from '#shared/domain/relationship.ts'
import { consentCommands, type CommandName } from '#shared/protocol/command-inputs.ts'

/** The same text again would be refused again. */
const editsInVain: ReadonlySet<RefusalCode> = new Set([
  'malformed',
  'too-large',
  'wrong-shape',
  'field-too-long',
  'incomplete',
  'relationship-ended',
])

export function couldEditBeTaken(code: RefusalCode | null): boolean {
  return code === null || !editsInVain.has(code)
}

const delinkActions: Partial<Record<CommandName, DelinkAction>> = {
  'delink-customer': 'request',
  'remind-delink': 'remind',
  'withdraw-delink': 'withdraw',
  'accept-delink': 'accept',
  'reject-delink': 'reject',
}

/** `record`: as the server last said it, without what this device predicts. */
export function couldDecisionBeTaken(
  { name, code }: { name: CommandName; code: RefusalCode | null },
  record: Pick<RelationshipRecord, 'status' | 'managementType' | 'invitation' | 'delink'> | undefined,
  { organisationKind, now }: { organisationKind: OrganisationKind; now: number },
): boolean {
  if (!record || code === 'not-permitted') return false
  // A consent is given to what somebody has seen; where that has changed or is long ago, they look at it again first.
  if (consentCommands.includes(name) && (code === 'stale-decision' || code === 'consent-too-old')) return false
  if (name === 'resend-invitation') return resendAction(record.invitation, now) !== null
  const action = delinkActions[name]
  if (!action) return false
  if (action === 'remind' && record.delink && now < nextReminderAt(record.delink)) return false
  const side = organisationKind === 'customer' ? 'customer' : 'msp'
  return delinkTransition({ ...record, registered: hasRegistered(record) }, action, side).allowed
}
