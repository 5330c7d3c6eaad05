/** Randomness and time that a test owns: the same seed gives the same trace. */
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource } from '#shared/domain/ids.ts'

/** mulberry32: small, fast, good enough to choose steps with. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function seededIds(random: () => number): IdSource {
  return {
    // The last character has two bits of its own.
    randomId: () =>
      Array.from(
        { length: 22 },
        (_, place) => alphabet[Math.floor(random() * (place < 21 ? 64 : 4)) * (place < 21 ? 1 : 16)],
      ).join(''),
    clientId: () => 1 + Math.floor(random() * 0xfffffffe),
  }
}

export class ManualClock implements Clock {
  private time: number

  constructor(start = Date.UTC(2026, 10, 20, 9, 0)) {
    this.time = start
  }

  now(): number {
    return this.time
  }

  advance(ms: number): void {
    this.time += ms
  }

  set(time: number): void {
    this.time = time
  }
}
