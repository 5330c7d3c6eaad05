/** SQLite and PostgreSQL both limit the parameters of one statement; a row has at most a dozen. */
const rowsPerStatement = 200

export function* inChunks<Row>(rows: readonly Row[], size = rowsPerStatement): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

const roundSizes = [64, 32, 16]

/** Whether a statement of so many rows is likely to be asked for again. */
export function isRound(rows: number): boolean {
  return rows <= roundSizes.at(-1)! || roundSizes.includes(rows)
}

/** In few sizes, for statements that are built once for each. */
export function* inRoundChunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length;) {
    const left = rows.length - start
    const size = roundSizes.find((round) => round <= left) ?? left
    yield rows.slice(start, start + size)
    start += size
  }
}
