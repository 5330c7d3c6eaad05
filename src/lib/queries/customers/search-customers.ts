import type { CustomerListRow } from './customer-list.svelte.ts'

/** Lower case without diacritics: `Müller` is found by `muller`, Korean stays as it is. */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
}

/** Smaller is better; null when a word is nowhere. */
function rank(row: CustomerListRow, words: readonly string[], whole: string): number | null {
  if (!words.every((word) => row.searchText.includes(word))) return null
  const name = foldForSearch(row.companyName)
  if (name === whole || row.customerId === whole) return 0
  if (name.startsWith(whole)) return 1
  if (words.every((word) => name.startsWith(word) || name.includes(` ${word}`))) return 2
  return name.includes(whole) ? 3 : 4
}

/** The rows that hold every word, best first, equal ones by name. An empty text keeps all, as they are (M2). */
export function searchCustomers(rows: readonly CustomerListRow[], text: string): readonly CustomerListRow[] {
  const whole = foldForSearch(text).trim()
  if (whole === '') return rows
  const words = whole.split(/\s+/)
  return rows
    .map((row) => ({ row, rank: rank(row, words, whole) }))
    .filter((found): found is { row: CustomerListRow; rank: number } => found.rank !== null)
    .toSorted((left, right) => left.rank - right.rank || (left.row.companyName < right.row.companyName ? -1 : 1))
    .map(({ row }) => row)
}
