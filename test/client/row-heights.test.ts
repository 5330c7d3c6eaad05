import { describe, expect, it } from 'vitest'
import { RowHeights } from '#lib/ui/table/row-heights.ts'

describe('where rows lie', () => {
  it('takes every row to be as high as most of the first measured ones', () => {
    const heights = new RowHeights(40)
    heights.resize(50_000)
    expect(heights.total).toBe(2_000_000)
    expect(
      heights.measure([
        [0, 45],
        [1, 36],
        [2, 45],
      ]),
    ).toBe(true)
    expect([0, 1, 2, 3, 1000].map((row) => heights.offsetOf(row))).toEqual([0, 45, 81, 126, 126 + 997 * 45])
  })

  it('finds the row at a place, whatever their heights', () => {
    const heights = new RowHeights(10)
    const real = Array.from({ length: 1000 }, (_, row) => 10 + ((row * 7919) % 13))
    heights.resize(real.length)
    heights.measure(real.map((height, row) => [row, height] as const))
    let top = 0
    for (const [row, height] of real.entries()) {
      expect(heights.offsetOf(row)).toBe(top)
      expect(heights.find(top)).toBe(row)
      expect(heights.find(top + height - 1)).toBe(row)
      top += height
    }
    expect(heights.total).toBe(top)
    expect(heights.find(top + 100)).toBe(999)
    expect(heights.find(-5)).toBe(0)
  })

  it('tells whether anything lies elsewhere', () => {
    const heights = new RowHeights(45)
    heights.resize(10)
    expect(heights.measure([[0, 45]])).toBe(false)
    expect(heights.measure([[1, 65]])).toBe(true)
    expect(heights.measure([[1, 65]])).toBe(false)
    // Not laid out at all.
    expect(heights.measure([[2, 0]])).toBe(false)
  })

  it('keeps what was measured when rows come and go', () => {
    const heights = new RowHeights(10)
    heights.resize(3)
    heights.measure([
      [0, 10],
      [1, 30],
    ])
    heights.resize(1)
    expect([heights.total, heights.find(1000)]).toEqual([10, 0])
    heights.resize(5)
    expect(heights.total).toBe(70)
    heights.forget(20)
    expect(heights.total).toBe(100)
  })

  it('has no rows', () => {
    const heights = new RowHeights(45)
    expect([heights.total, heights.find(0), heights.find(500)]).toEqual([0, 0, 0])
  })

  it('[M1] one row found, with elements in waiting, says how high rows are: not that they have no height', () => {
    const heights = new RowHeights(45)
    heights.resize(1)
    heights.measure([
      [0, 46],
      [1, 0],
      [2, 0],
    ])
    heights.resize(10_000)
    expect(heights.find(800)).toBe(17)
    expect(heights.total).toBe(460_000)
  })
})
