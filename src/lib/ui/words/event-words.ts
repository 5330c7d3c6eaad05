import type { DecisionEvent } from '#shared/domain/facts/activity-entry.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { knownWords } from './known-words.ts'

const words: Record<DecisionEvent, () => string> = {
  'customer-added': m.event_customer_added,
  'invitation-sent': m.event_invitation_sent,
  'invitation-reminded': m.event_invitation_reminded,
  'invitation-renewed': m.event_invitation_renewed,
  'invitation-declined': m.event_invitation_declined,
  'customer-registered': m.event_customer_registered,
  'delink-requested': m.event_delink_requested,
  'delink-reminded': m.event_delink_reminded,
  'delink-withdrawn': m.event_delink_withdrawn,
  'delink-accepted': m.event_delink_accepted,
  'delink-rejected': m.event_delink_rejected,
}

/** What somebody did, to be read after their name: "Acme asked for a delink". */
export const eventWords = knownWords<DecisionEvent>(words, m.event_unknown)
