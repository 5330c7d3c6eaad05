import type { DecisionEvent } from '#shared/domain/facts/activity-entry.ts'
import * as m from '../../../i18n/compiled/messages.js'

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

const noUndo: Record<DecisionEvent, () => string> = {
  'customer-added': m.event_no_undo_customer_added,
  'invitation-sent': m.event_no_undo_mail_sent,
  'invitation-reminded': m.event_no_undo_mail_sent,
  'invitation-renewed': m.event_no_undo_mail_sent,
  'invitation-declined': m.event_no_undo_invitation_declined,
  'customer-registered': m.event_no_undo_customer_registered,
  'delink-requested': m.event_no_undo_delink_requested,
  'delink-reminded': m.event_no_undo_mail_sent,
  'delink-withdrawn': m.event_no_undo_delink_answered,
  'delink-accepted': m.event_no_undo_delink_answered,
  'delink-rejected': m.event_no_undo_delink_answered,
}

/** What somebody did, to be read after their name: "Acme asked for a delink". */
export function eventWords(event: DecisionEvent): string {
  return words[event]()
}

/** Why a decision has no `Undo`, and what there is instead (H3). */
export function noUndoWords(event: DecisionEvent): string {
  return noUndo[event]()
}
