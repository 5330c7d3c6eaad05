import { untrack } from 'svelte'
import { isByOthers } from '#shared/domain/personal/customer-mark.ts'
import { findCurrentDevice } from '../session/current-device.svelte.ts'
import { activityLog } from './activity-log.svelte.ts'
import type { ActivityLine } from './activity-lines.ts'
import { customerMarks } from './personal/customer-marks.svelte.ts'

/** How far back it looks; what is older is in the log. */
const linesRead = 200

export interface ChangesSince {
  /** Others' changes that arrived after the last visit; at the first visit all. The newest first. */
  readonly lines: readonly ActivityLine[]
  /** When the newest of all that is here arrived, server clock, ms; 0 for nothing. */
  readonly newestAt: number
  /** The person has not looked at the start page before. */
  readonly isFirstVisit: boolean
  readonly ready: boolean
}

/** What others did since the person last looked at their start page (C11), on whichever device; it stays as long as the page is open. */
export function changesSinceLastVisit(): ChangesSince {
  const log = activityLog(() => ({ newest: linesRead }))
  let seenAt = $state<number>()
  $effect(() => {
    if (customerMarks.ready && seenAt === undefined) seenAt = untrack(() => customerMarks.seenAt)
  })
  const others = $derived.by(() => {
    const [own, since] = [findCurrentDevice()?.user, seenAt ?? Infinity]
    return log.entries.filter(
      ({ waiting, actor, receivedAt }) => own && !waiting && isByOthers(actor, own) && receivedAt > since,
    )
  })
  return {
    get lines() {
      return others
    },
    get newestAt() {
      return Math.max(0, ...log.entries.filter(({ waiting }) => !waiting).map(({ receivedAt }) => receivedAt))
    },
    get isFirstVisit() {
      return seenAt === 0
    },
    get ready() {
      return seenAt !== undefined && log.ready
    },
  }
}
