/** Milliseconds since the epoch; handed in everywhere so that tests own time. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/**
 * How long ago `since` was, by a device's clock, which somebody may put right meanwhile: once it has gone back behind
 * `since` nobody knows, and what was waited for counts as over rather than never to come, ms.
 */
export function elapsedMs(since: number, now: number): number {
  return now >= since ? now - since : Infinity
}
