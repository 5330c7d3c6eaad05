import type { ChangeId } from '../ids.ts'
import type { ActivityActor } from './change-record.ts'

/** A value of the person's that somebody overwrote without having seen it (H1). */
export interface OverwrittenValue {
  changeId: ChangeId
  field: string
  /** The value that lost. */
  lost: string
  /** The value that holds now. */
  kept: string
  by: ActivityActor
  at: number
  /** It was entered while this person was offline. */
  offline: boolean
}
