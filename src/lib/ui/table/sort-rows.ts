/** Rows that come by name in the order of a column, by counting instead of comparing. Pure. */
import type { Columns, SortKey, TableSort } from './columns.ts'

/** One key a row, in plain loops: whatever calls a function for each of fifty thousand is felt. */
function keysOf<Row>(rows: readonly Row[], sort: SortKey<Row>): Float64Array {
  const keys = new Float64Array(rows.length)
  if ('number' in sort) {
    for (let place = 0; place < rows.length; place++) keys[place] = sort.number(rows[place]!)
    return keys
  }
  const { key, wordsOf = (text: string) => text } = sort
  const firstSeen = new Map<string, number>()
  for (let place = 0; place < rows.length; place++) {
    const text = key(rows[place]!)
    let seen = firstSeen.get(text)
    if (seen === undefined) firstSeen.set(text, (seen = firstSeen.size))
    keys[place] = seen
  }
  const told = [...firstSeen.keys()].map(wordsOf)
  const ordered = [...new Set(told)].toSorted()
  const rankOf = new Map(ordered.map((text, rank) => [text, rank]))
  const ranks = told.map((text) => rankOf.get(text)!)
  for (let place = 0; place < keys.length; place++) keys[place] = ranks[keys[place]!]!
  return keys
}

/** Keys as distances from the one that comes first: whichever way, the lowest is first. */
function toDistances(keys: Float64Array, descending: boolean): number {
  let [least, most] = [Infinity, 0]
  for (const key of keys) {
    if (key < least) least = key
    if (key > most) most = key
  }
  for (let place = 0; place < keys.length; place++)
    keys[place] = descending ? most - keys[place]! : keys[place]! - least
  return most - least
}

const digit = 1 << 16

/** The places of the keys from the lowest to `most`, equal ones as they came: a pass for each 16 bits instead of comparing. */
function stableOrder(keys: Float64Array, most: number): Uint32Array {
  const count = keys.length
  let order = new Uint32Array(count)
  for (let place = 0; place < count; place++) order[place] = place
  const digits = new Uint16Array(count)
  for (let unit = 1; unit <= most; unit *= digit) {
    const starts = new Uint32Array(digit + 1)
    for (let place = 0; place < count; place++) {
      const value = Math.floor(keys[place]! / unit) % digit
      digits[place] = value
      starts[value + 1]!++
    }
    for (let value = 1; value <= digit; value++) starts[value]! += starts[value - 1]!
    const next = new Uint32Array(count)
    for (let at = 0; at < count; at++) {
      const place = order[at]!
      next[starts[digits[place]!]!++] = place
    }
    order = next
  }
  return order
}

/** Names the other way round, equal ones as they came. */
function reversed<Row extends { readonly sortName: string }>(rows: readonly Row[]): Row[] {
  const turned: Row[] = []
  for (let end = rows.length; end > 0;) {
    let start = end - 1
    while (start > 0 && rows[start - 1]!.sortName === rows[start]!.sortName) start--
    for (let place = start; place < end; place++) turned.push(rows[place]!)
    end = start
  }
  return turned
}

/** The rows, which come by name, in the asked order; equal ones stay by name, whichever way. */
export function sortRows<Row extends { readonly sortName: string }, Id extends string>(
  columns: Columns<Id, Row>,
  rows: readonly Row[],
  { column, descending }: TableSort<Id>,
): readonly Row[] {
  const { sort } = columns[column]
  if (sort === null) return descending ? reversed(rows) : rows
  const keys = keysOf(rows, sort)
  const order = stableOrder(keys, toDistances(keys, descending))
  const sorted = new Array<Row>(rows.length)
  for (let at = 0; at < sorted.length; at++) sorted[at] = rows[order[at]!]!
  return sorted
}
