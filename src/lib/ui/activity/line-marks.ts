import * as m from '../../../i18n/compiled/messages.js'
import { formatClock } from '../words/time-words.ts'
import { arrivedLate, type ActivityLineView } from './activity-line.ts'

/** What is said about a line beside what was done. */
export function lineMarks(line: ActivityLineView, now: number): string[] {
  // A value that lost was never there: it is restored, not taken back.
  const isLost = line.detail.type === 'field-lost'
  return [
    line.waiting ? m.waiting_short() : line.madeOffline ? m.activity_made_offline() : '',
    !line.waiting && arrivedLate(line) ? m.activity_received({ when: formatClock(line.receivedAt, now) }) : '',
    line.undoes ? m.activity_is_undo() : '',
    line.undone ? (isLost ? m.activity_restored() : m.activity_undone()) : '',
  ].filter(Boolean)
}
