/**
 * How much goes over a link at once (SYNC7): all there is, until the link is cut before enough came through; then a
 * quarter of it each time, down to one, and twice as much again for each time that it came through whole.
 */
export class Portion {
  private readonly whole: number
  private size: number

  /** `whole`: from how many on there is no need to say how many. */
  constructor(whole: number) {
    this.whole = whole
    this.size = whole
  }

  /** Undefined for as many as there are. */
  get most(): number | undefined {
    return this.size < this.whole ? this.size : undefined
  }

  /** So many were on their way, or this many would have been wanted. */
  cut(of = this.size): void {
    this.size = Math.max(1, Math.floor(Math.min(of, this.size) / 4))
  }

  cameThrough(): void {
    this.size = Math.min(this.whole, 2 * this.size)
  }
}
