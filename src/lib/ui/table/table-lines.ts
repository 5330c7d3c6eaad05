/** What a table shows of its rows: few lines whose elements are used again and again. Pure but for what it remembers. */

export interface TableRow {
  /** It can't be drawn yet. */
  readonly pending: boolean
}

/** A place in the table's window. */
export interface Line<Row, Words> {
  /** Whose elements show it. */
  readonly slot: number
  readonly index: number
  readonly row: Row
  readonly href: string
  /** What gave it its link: asked again only when it is another. */
  readonly linkedBy: (row: Row) => string
  readonly current: boolean
  /** There are fewer rows now, or this one is pending: the elements wait. */
  readonly spare: boolean
  readonly words: Words
}

/** What a row says, written when it is first shown. A row never says anything else; what does is another row. */
export function writtenOnce<Row extends object, Words>(write: (row: Row) => Words): (row: Row) => Words {
  const written = new WeakMap<Row, Words>()
  return (row) => {
    let words = written.get(row)
    if (words === undefined) written.set(row, (words = write(row)))
    return words
  }
}

export interface TableWindow<Row, Words> {
  rows: readonly Row[]
  first: number
  /** At least; a window that was larger stays so. */
  count: number
  /** Whether it is open beside the table. */
  isCurrent: (row: Row) => boolean
  hrefFor: (row: Row) => string
  wordsOf: (row: Row) => Words
}

/**
 * The window's lines in order. Lines that stay the same are the same objects; the elements of those that
 * scrolled out at one end go to the other.
 */
export function arrangeLines<Row extends TableRow, Words>(
  before: readonly Line<Row, Words>[],
  window: TableWindow<Row, Words>,
): Line<Row, Words>[] {
  const { rows, first, isCurrent, hrefFor, wordsOf } = window
  const moved = before.length === 0 ? 0 : first - before[0]!.index
  const turn = Math.abs(moved) < before.length ? (moved + before.length) % (before.length || 1) : 0
  const old = turn === 0 ? before : [...before.slice(turn), ...before.slice(0, turn)]
  const lines: Line<Row, Words>[] = []
  // Not by their place: where rows are pending, elements may be missing between others.
  let newSlot = old.reduce((next, { slot }) => Math.max(next, slot + 1), 0)
  const length = Math.max(old.length, Math.min(window.count, rows.length - first))
  for (let place = 0; place < length; place++) {
    const index = first + place
    const known = old[place]
    const row = rows[index]
    if (!row || row.pending) {
      if (known) lines.push(known.spare && known.index === index ? known : { ...known, index, spare: true })
      continue
    }
    const slot = known?.slot ?? newSlot++
    const href = known?.row === row && known.linkedBy === hrefFor ? known.href : hrefFor(row)
    const current = isCurrent(row)
    const isSame =
      known?.row === row && known.index === index && known.href === href && known.current === current && !known.spare
    const linkedBy = hrefFor
    lines.push(isSame ? known : { slot, index, row, href, linkedBy, current, spare: false, words: wordsOf(row) })
  }
  return lines
}

/**
 * The lines in the order in which their elements stand in the page, new ones last: while somebody scrolls, moving an
 * element costs more than writing into it.
 */
export function asTheyStand<Row, Words>(
  lines: readonly Line<Row, Words>[],
  standing: readonly number[],
): Line<Row, Words>[] {
  const places = new Map(standing.map((slot, place) => [slot, place]))
  const placeOf = ({ slot }: Line<Row, Words>) => places.get(slot) ?? Infinity
  return lines.toSorted((left, right) => placeOf(left) - placeOf(right) || left.index - right.index)
}
