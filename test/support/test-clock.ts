import type { Clock } from '#shared/domain/clock.ts'

/** Time stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number

  constructor(start = Date.UTC(2026, 10, 20, 14, 2)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
