import { additionalRecipients } from '#shared/domain/alert/alert-recipient.ts'
import { acceptDelink } from '#shared/decisions/delink/accept-delink.ts'
import { delinkCustomer } from '#shared/decisions/delink/delink-customer.ts'
import { withdrawDelink } from '#shared/decisions/delink/withdraw-delink.ts'
import { findDecision, type DecisionEvent, type DecisionName } from '#shared/decisions/registry.ts'
import { isOffered } from '#shared/decisions/outcome.ts'
import type { StatedRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { leavingForCustomer } from '../licences/leaving-words.ts'
import { waitsWords } from '../words/status-words.ts'

/** What somebody of this side can do about a delink now; `impossible` where the action is absent (M16, C5). */
export function delinkState(
  record: StatedRecord & Pick<RelationshipRecord, 'id'>,
  side: RelationshipSide,
): 'possible' | 'asked-by-us' | 'asked-by-them' | 'impossible' {
  const moment = { side, now: 0 } as const
  if (isOffered(withdrawDelink, record, moment)) return 'asked-by-us'
  if (isOffered(acceptDelink, record, moment)) return 'asked-by-them'
  return isOffered(delinkCustomer, record, moment) ? 'possible' : 'impossible'
}

/** What waits to be sent about it, in words; empty when nothing does. */
export function waitingDelinkWords(waiting: DecisionName | null): string {
  if (waiting === null || waiting === 'remove-customer' || waiting === 'close-customer') return ''
  const decision = findDecision(waiting)
  return decision?.about === 'relationship' && decision.permission === 'delink-customer' ? waitsWords(waiting) : ''
}

const delinkEvents: readonly string[] = [
  'delink-requested',
  'delink-rejected',
  'delink-withdrawn',
  'delink-accepted',
] satisfies DecisionEvent[]

/** When the other side said no to what this one asked last, ms; null where something came after, or it lies further back than `newest`. */
export function rejectedAt(
  newest: readonly Pick<ActivityEntry, 'actor' | 'at' | 'detail'>[],
  own: OrganisationId | undefined,
): number | null {
  const last = newest.find(({ detail }) => detail.type === 'decision' && delinkEvents.includes(detail.event))
  const isTheirNo =
    last?.detail.type === 'decision' &&
    last.detail.event === ('delink-rejected' satisfies DecisionEvent) &&
    last.actor.organisationId !== own
  return isTheirNo ? last.at : null
}

/** What a customer's delink ends and leaves, to be read by its super admins, whoever asks. */
export function consequencesFor(
  { mspName: msp, facts: { companyName: company }, adminsGrantedAt }: RelationshipRecord,
  people: readonly Pick<PersonRecord, 'madeBy' | 'state' | 'email'>[],
  /** The account's document. */
  values: Readonly<Record<string, string>>,
  shares: Parameters<typeof leavingForCustomer>[0],
): { ends: string[]; stays: string[] } {
  const own = new Set(people.map(({ email }) => email.toLowerCase()))
  const hasOthers = additionalRecipients(values).some((address) => !own.has(address))
  const seats = leavingForCustomer(shares, msp)
  const hasMade = people.some(({ madeBy, state }) => madeBy === msp && state === 'active')
  return {
    ends: [
      m.requests_ends_access({ msp, company }),
      m.requests_ends_services({ msp }),
      ...(hasOthers ? [m.requests_ends_recipients({ msp })] : []),
      ...(adminsGrantedAt === null ? [] : [m.requests_ends_grant({ msp })]),
      ...seats.ends,
    ],
    stays: [
      m.requests_stays_account(),
      m.requests_stays_services(),
      ...seats.stays,
      m.requests_stays_admins(),
      m.requests_stays_roles(),
      ...(hasMade ? [m.requests_stays_made({ msp })] : []),
      m.requests_stays_line(),
      m.requests_stays_export({ msp }),
    ],
  }
}

/** What an MSP's people lose of a customer's alerts, those named who are additional recipients (M17). */
export function alertsEnding(
  values: Readonly<Record<string, string>>,
  people: readonly Pick<PersonRecord, 'email'>[],
  company: string,
): string[] {
  const own = new Set(people.map(({ email }) => email.toLowerCase()))
  const named = additionalRecipients(values).filter((address) => own.has(address))
  return [
    m.delink_ends_alerts({ company }),
    ...(named.length > 0 ? [m.delink_ends_recipients({ people: named.join(', ') })] : []),
  ]
}
