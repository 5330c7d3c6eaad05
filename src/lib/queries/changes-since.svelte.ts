import { findCurrentDevice, reportWhileHere } from '../session/current-device.svelte.ts'
import { readMeta } from '../local-store/local-store.ts'
import { activityLog } from './activity-log.svelte.ts'
import type { ActivityLine } from './activity-lines.ts'

/** How far back it looks; what is older is in the log. */
const linesRead = 200

export interface ChangesSince {
  /** Others' changes that arrived after the last visit; at the first visit all. The newest first. */
  readonly lines: readonly ActivityLine[]
  /** When the newest of all that is here arrived, server clock, ms; 0 for nothing. */
  readonly newestAt: number
  /** Nobody has looked at the start page on this device before. */
  readonly isFirstVisit: boolean
  readonly ready: boolean
}

/** What others did since the person last looked at their start page on this device (C11); it stays as long as the page is open. */
export function changesSinceLastVisit(): ChangesSince {
  const log = activityLog(() => ({ newest: linesRead }))
  let seenAt = $state<number>()
  $effect(() => {
    const device = findCurrentDevice()
    if (device) readMeta(device.store, 'homeSeenAt').then((at) => (seenAt = at), reportWhileHere(device))
  })
  const others = $derived.by(() => {
    const [own, since] = [findCurrentDevice()?.user.id, seenAt ?? Infinity]
    return log.entries.filter(
      ({ waiting, actor, receivedAt }) => !waiting && actor.userId !== own && receivedAt > since,
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
