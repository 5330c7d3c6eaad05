import type { ChangeRecord } from './change-record.ts'

/** A decision, or what else somebody did about a relationship (H6): `event` in past tense. */
export type ConsentStep = Pick<ChangeRecord, 'id' | 'actor' | 'at' | 'receivedAt'> & { event: string }

/**
 * What of a log is about the two of them, not about devices or seats. Newest first, in the order in which they took effect: what was decided
 * offline counts from when it arrived. The same on every device.
 */
export function toConsentSteps(changes: readonly ChangeRecord[]): ConsentStep[] {
  return changes
    .flatMap(({ id, actor, at, receivedAt, detail, devices }) =>
      detail.type === 'decision' && !devices ? [{ id, actor, at, receivedAt, event: detail.event }] : [],
    )
    .toSorted(
      (left, right) => right.receivedAt - left.receivedAt || right.at - left.at || (left.id < right.id ? 1 : -1),
    )
}
