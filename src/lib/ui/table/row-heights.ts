/** Where the rows of a long list lie: each as high as it was measured, or as most are. Pure. */
export class RowHeights {
  private usual: number
  private isGuess = true
  private length = 0
  /** What a measured row is higher than usual. */
  private extra = new Float64Array(0)
  /** The same summed up as a Fenwick tree, so that neither measuring nor finding a row goes through all. */
  private sums = new Float64Array(1)

  /** `usual`: what to assume until the first rows are measured. */
  constructor(usual: number) {
    this.usual = usual
  }

  get total(): number {
    return this.offsetOf(this.length)
  }

  /** Rows keep what was measured in their place, whichever customers they show now. */
  resize(length: number): void {
    if (length > this.extra.length) {
      const before = this.extra
      this.extra = new Float64Array(length)
      this.sums = new Float64Array(length + 1)
      this.length = length
      for (let row = 0; row < before.length; row++) if (before[row] !== 0) this.raise(row, before[row]!)
    }
    this.length = length
  }

  /** Nothing measured counts any longer. */
  forget(usual: number): void {
    this.usual = usual
    this.isGuess = true
    this.extra.fill(0)
    this.sums.fill(0)
  }

  /** Rows and their heights; whether any lies elsewhere now. */
  measure(heights: readonly (readonly [row: number, height: number])[]): boolean {
    let isOther = false
    const first = heights.find(([, height]) => height > 0)
    if (this.isGuess && first) {
      this.isGuess = false
      const counts = new Map<number, number>()
      // Elements that wait for more rows have no height, and may be most.
      for (const [, height] of heights) if (height > 0) counts.set(height, (counts.get(height) ?? 0) + 1)
      const most = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one))[0]
      isOther = most !== this.usual
      this.usual = most
    }
    for (const [row, height] of heights) {
      if (height === 0 || row >= this.extra.length) continue
      const more = height - this.usual - this.extra[row]!
      if (more === 0) continue
      this.raise(row, more)
      isOther = true
    }
    return isOther
  }

  /** From the top of the list, px; of the row behind the last one the list's height. */
  offsetOf(row: number): number {
    let sum = row * this.usual
    for (let place = row; place > 0; place -= place & -place) sum += this.sums[place]!
    return sum
  }

  /** The row that lies there. */
  find(offset: number): number {
    let row = 0
    let left = offset
    for (let step = 1 << (31 - Math.clz32(Math.max(1, this.sums.length - 1))); step > 0; step >>= 1) {
      const next = row + step
      const height = step * this.usual + (this.sums[next] ?? 0)
      if (next < this.sums.length && height <= left) {
        row = next
        left -= height
      }
    }
    return Math.max(0, Math.min(row, this.length - 1))
  }

  private raise(row: number, by: number): void {
    this.extra[row]! += by
    for (let place = row + 1; place < this.sums.length; place += place & -place) this.sums[place]! += by
  }
}
