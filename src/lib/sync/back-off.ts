/** How long to wait before the next try: doubles from one second to one minute, with jitter so that a crowd spreads. */
export class BackOff {
  private failures = 0
  private readonly random: () => number

  constructor(random: () => number = Math.random) {
    this.random = random
  }

  /** Milliseconds, longer with every failure in a row. */
  next(): number {
    const ceiling = Math.min(60_000, 1000 * 2 ** this.failures)
    this.failures = Math.min(this.failures + 1, 10)
    return ceiling / 2 + (this.random() * ceiling) / 2
  }

  reset(): void {
    this.failures = 0
  }
}
