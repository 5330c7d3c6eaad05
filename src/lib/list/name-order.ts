/** Lists in the order of their folded names, kept in it by merging instead of sorting anew. Pure. */

export interface Named {
  readonly sortName: string
}

function compareNames(left: Named, right: Named): number {
  return left.sortName < right.sortName ? -1 : left.sortName > right.sortName ? 1 : 0
}

/** Two lists in order as one; of equal names the left one's come first. */
export function mergeByName<Row extends Named>(left: readonly Row[], right: readonly Row[]): Row[] {
  const merged = new Array<Row>(left.length + right.length)
  let [fromLeft, fromRight, place] = [0, 0, 0]
  while (fromLeft < left.length && fromRight < right.length)
    merged[place++] = right[fromRight]!.sortName < left[fromLeft]!.sortName ? right[fromRight++]! : left[fromLeft++]!
  while (fromLeft < left.length) merged[place++] = left[fromLeft++]!
  while (fromRight < right.length) merged[place++] = right[fromRight++]!
  return merged
}

/** Sorts what comes in pieces: each piece costs its own sorting and, now and then, a merge with pieces of its size. */
export class NameRuns<Row extends Named> {
  private readonly runs: Row[][] = []

  add(rows: readonly Row[]): void {
    let run = rows.toSorted(compareNames)
    while (this.runs.length > 0 && this.runs.at(-1)!.length <= run.length) run = mergeByName(this.runs.pop()!, run)
    this.runs.push(run)
  }

  merged(): Row[] {
    return this.runs.reduceRight<Row[]>((later, earlier) => mergeByName(earlier, later), [])
  }
}

/** The first place whose name is not before `name`. */
function lowerBound(rows: readonly Named[], name: string): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle]!.sortName < name) low = middle + 1
    else high = middle
  }
  return low
}

/** Where this very row is; -1 when it is not in the list. */
function placeOf<Row extends Named>(rows: readonly Row[], row: Row): number {
  for (let place = lowerBound(rows, row.sortName); rows[place]?.sortName === row.sortName; place++)
    if (rows[place] === row) return place
  return -1
}

/** Below this many, moving the rest of the list along is cheaper than looking at every row. */
const fewRows = 64

/** The list without some of its rows and with others, still in order. What is not in it need not be taken out. */
export function patchByName<Row extends Named>(
  rows: readonly Row[],
  without: readonly Row[],
  added: readonly Row[],
): readonly Row[] {
  if (without.length === 0 && added.length === 0) return rows
  if (without.length + added.length > fewRows) {
    const gone = new Set(without)
    const kept = gone.size === 0 ? rows : rows.filter((row) => !gone.has(row))
    return mergeByName(kept, added.toSorted(compareNames))
  }
  const patched = rows.slice()
  for (const row of without) {
    const place = placeOf(patched, row)
    if (place >= 0) patched.splice(place, 1)
  }
  for (const row of added) patched.splice(lowerBound(patched, row.sortName), 0, row)
  return patched
}
