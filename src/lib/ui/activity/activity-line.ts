import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import type { WhyKept } from '#shared/domain/device/assignment.ts'
import type { ChangeId } from '#shared/domain/ids.ts'

/** One line of `Activity` (H2) with what this device knows about it. */
export type ActivityLineView = ActivityEntry & {
  waiting: boolean
  madeOffline: boolean
  undone: boolean
  undoable: boolean
}

/** What an undo came to: done, or the three values a person decides by (H3). */
export type UndoResult =
  | { done: true }
  | { done: false; reason: 'changed-since'; before: string; after: string; now: string }
  | {
      done: false
      reason: 'assigned-since'
      sets: 'profile' | 'group'
      /** What those that go back get, empty for none, and how many. */
      back: { name: string; count: number }[]
      /** By name; what a profile or group is called, empty for none, null for one that is gone. */
      kept: { name: string; why: WhyKept; now: string | null; after: string | null; before: string | null }[]
    }
  | { done: false; reason: 'nothing-left' | 'not-undoable' | 'needs-connection' }

export type UndoChange = (id: ChangeId, options?: { evenIfChanged: boolean }) => Promise<UndoResult>

/** From here on both times matter: what was decided in between was decided without it. */
const lateAfterMs = 60 * 60_000

export function arrivedLate(line: Pick<ActivityEntry, 'at' | 'receivedAt'>): boolean {
  return line.receivedAt - line.at > lateAfterMs
}
