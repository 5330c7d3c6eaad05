import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { NextStep } from '#shared/domain/request/next-steps.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { formatDateTime, formatSpan } from '../words/time-words.ts'

type Words = (names: { other: string; span: string; time: string }) => string

/** What the MSP waits for has words for it alone: before somebody has registered, or while it manages alone, nobody else reads it. */
const words: Record<RelationshipSide, Partial<Record<NextStep['about'], Words>>> = {
  msp: {
    invitation: m.next_invitation,
    'invitation-over': m.next_invitation_over,
    request: m.next_request_theirs,
    'delink-by-msp': m.next_delink_theirs,
    'delink-by-customer': m.next_delink_msp,
    services: m.next_services_theirs,
    'joint-management': m.next_joint_msp,
  },
  customer: {
    request: m.next_request_customer,
    'delink-by-msp': m.next_delink_customer,
    'delink-by-customer': m.next_delink_theirs,
    services: m.next_services_customer,
  },
}

/** Who has to do what, said to this side, with what is left of its time. */
export function nextStepWords(
  { about, until, other }: NextStep & { other: string },
  side: RelationshipSide,
  now: number,
): string {
  const times = until === null ? { span: '', time: '' } : { span: formatSpan(until - now), time: formatDateTime(until) }
  return words[side][about]?.({ other, ...times }) ?? ''
}
