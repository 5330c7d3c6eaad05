/**
 * A spreadsheet runs a cell of a CSV file that begins with one of these, whatever invisible stands before it. A `'`
 * in front makes it text; who reads such a file takes that one off again.
 */
const beginsFormula = /^[\s\p{C}]*[=+\-@＝＋－＠]/u

export function guardFormula(cell: string): string {
  return beginsFormula.test(cell) ? `'${cell}` : cell
}

export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && beginsFormula.test(cell.slice(1)) ? cell.slice(1) : cell
}
