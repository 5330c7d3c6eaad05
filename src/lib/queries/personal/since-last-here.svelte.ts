import { untrack } from 'svelte'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { isByOthers } from '#shared/domain/personal/customer-mark.ts'
import { findCurrentDevice } from '../../session/current-device.svelte.ts'
import type { ActivityLine } from '../activity-lines.ts'
import { customerMarks } from './customer-marks.svelte.ts'

/**
 * What others did to an account since the person was last there (H4), of the lines at hand; what was new stays new while it is
 * looked at.
 */
export function sinceLastHere(
  of: () => RelationshipId,
  lines: () => readonly ActivityLine[],
): {
  readonly lines: readonly ActivityLine[]
  /** When the newest of them arrived, server clock, ms; 0 for none. */
  readonly newestAt: number
} {
  let opened = $state.raw<{ id: RelationshipId; seenAt: number } | null>(null)
  $effect(() => {
    const id = of()
    if (customerMarks.ready && untrack(() => opened?.id) !== id)
      opened = { id, seenAt: untrack(() => customerMarks.seenAtOf(id)) }
  })
  const found = $derived.by(() => {
    const reader = findCurrentDevice()?.user
    if (!reader || opened?.id !== of()) return []
    const { seenAt } = opened
    return lines().filter(
      ({ waiting, actor, receivedAt }) => !waiting && isByOthers(actor, reader) && receivedAt > seenAt,
    )
  })
  return {
    get lines() {
      return found
    },
    get newestAt() {
      return Math.max(0, ...found.map(({ receivedAt }) => receivedAt))
    },
  }
}
