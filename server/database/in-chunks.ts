/** SQLite and PostgreSQL both limit the parameters of one statement; a row has at most a dozen. */
const rowsPerStatement = 200

export function* inChunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement)
}
