import { describe, expect, it } from 'vitest'
import { customerWords, type CustomerLine } from '#lib/ui/customer-list/customer-words.ts'
import { arrangeLines, asTheyStand } from '#lib/ui/table/table-lines.ts'
import { customerRow } from './customer-row-fixture.ts'

const rows = Array.from({ length: 100 }, (_, index) => customerRow({ companyName: `Company ${index}` }))
const base = {
  rows,
  first: 0,
  count: 5,
  isCurrent: () => false,
  hrefFor: (row: { companyName: string }) => row.companyName,
  wordsOf: customerWords,
}
const shown = (lines: readonly CustomerLine[]) => lines.filter(({ spare }) => !spare).map(({ row }) => row.companyName)
const slots = (lines: readonly CustomerLine[]) => lines.map(({ slot }) => slot)

describe('lines of the table', () => {
  it('stay the same objects while they show the same', () => {
    const before = arrangeLines([], base)
    expect(arrangeLines(before, base)).toEqual(before)
    arrangeLines(before, { ...base, rows: [...rows] }).forEach((line, place) => expect(line).toBe(before[place]))
  })

  it('go from one end to the other while scrolling, in order', () => {
    const before = arrangeLines([], base)
    const down = arrangeLines(before, { ...base, first: 2 })
    expect(slots(down)).toEqual([2, 3, 4, 0, 1])
    expect(down[0]).toBe(before[2])
    expect(down.map(({ index }) => index)).toEqual([2, 3, 4, 5, 6])
    const up = arrangeLines(down, { ...base, first: 1 })
    expect(slots(up)).toEqual([1, 2, 3, 4, 0])
    expect(up[1]).toBe(down[0])
    const far = arrangeLines(up, { ...base, first: 50 })
    expect(slots(far)).toEqual(slots(up))
    expect(shown(far)[0]).toBe('Company 50')
  })

  it('[M2] stay where their elements stand while somebody scrolls, and new ones come last', () => {
    const before = arrangeLines([], base)
    const down = arrangeLines(before, { ...base, first: 2 })
    expect(slots(asTheyStand(down, slots(before)))).toEqual([0, 1, 2, 3, 4])
    expect(slots(asTheyStand(down, slots(down)))).toEqual(slots(down))
    expect(slots(asTheyStand(down, [4, 2]))).toEqual([4, 2, 3, 0, 1])
    const more = arrangeLines(down, { ...base, first: 2, count: 7 })
    expect(slots(asTheyStand(more, slots(before)))).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('[M2] ask for their link again only when it comes from elsewhere', () => {
    let asked = 0
    const hrefFor = (row: { companyName: string }) => `${++asked} ${row.companyName}`
    const before = arrangeLines([], { ...base, hrefFor })
    const down = arrangeLines(before, { ...base, hrefFor, first: 1 })
    expect(asked).toBe(6)
    expect(down[0]!.href).toBe(before[1]!.href)
  })

  it('wait when there are fewer rows, and come back', () => {
    const before = arrangeLines([], base)
    const few = arrangeLines(before, { ...base, rows: rows.slice(7, 9), count: 2 })
    expect(shown(few)).toEqual(['Company 7', 'Company 8'])
    expect(slots(few)).toEqual([0, 1, 2, 3, 4])
    const none = arrangeLines(few, { ...base, rows: [], count: 0 })
    expect(shown(none)).toEqual([])
    expect(shown(arrangeLines(none, base))).toEqual(shown(before))
  })

  it('[M2] leave out rows that are pending, and give no two rows the same elements when those can be drawn', () => {
    const ready = new Set([0, 3])
    const arriving = rows.map((row, index) => ({
      ...row,
      get pending() {
        return !ready.has(index)
      },
    }))
    let lines = arrangeLines([], { ...base, rows: arriving })
    expect(shown(lines)).toEqual(['Company 0', 'Company 3'])
    for (const index of [4, 1, 2]) {
      ready.add(index)
      lines = arrangeLines(lines, { ...base, rows: arriving })
      expect(new Set(slots(lines)).size).toBe(lines.length)
    }
    expect(shown(lines)).toEqual(['Company 0', 'Company 1', 'Company 2', 'Company 3', 'Company 4'])
  })

  it('are others when the row, its link or what is open is another', () => {
    const before = arrangeLines([], base)
    const opened = arrangeLines(before, { ...base, isCurrent: (row) => row === rows[1] })
    expect(opened.map(({ current }) => current).filter(Boolean)).not.toHaveLength(0)
    const linked = arrangeLines(before, { ...base, hrefFor: () => '/elsewhere' })
    expect(linked.every((line, place) => line !== before[place] && line.href === '/elsewhere')).toBe(true)
  })
})
