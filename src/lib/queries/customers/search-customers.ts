/** Search over folded texts (DEV3): a pass of `indexOf`, best first without sorting. Pure. */

/** What is searched: in `searchText` the folded name, which is `sortName`, is the first line. */
export interface Searchable {
  readonly customerId: string | null
  readonly sortName: string
  readonly searchText: string
}

/** Lower case without diacritics: `Müller` is found by `muller`, Korean stays as it is. */
export function foldForSearch(text: string): string {
  // eslint-disable-next-line no-control-regex -- ASCII is what needs no folding
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase()
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
}

const ranks = 5
const digitsOfAnId = /^\d{10}$/

/** Smaller is better: the name itself, its beginning, its words, its middle, other facts. All words are in the row. */
function rank(row: Searchable, words: readonly string[], whole: string): number {
  const name = row.sortName
  if (name.startsWith(whole)) return name.length === whole.length ? 0 : 1
  if (digitsOfAnId.test(whole) && row.customerId === whole) return 0
  if (words.every((word) => name.startsWith(word) || name.includes(` ${word}`))) return 2
  return name.includes(whole) ? 3 : 4
}

function holdsAll(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false
  return true
}

/**
 * Remembers the last answer: the same question is free, and one that only grew looks through the last
 * answer's rows instead of all.
 */
export class CustomerSearch<Row extends Searchable> {
  private rows: readonly Row[] = []
  private whole = ''
  private matching: readonly Row[] = []
  private best: readonly Row[] | null = null

  /** The rows that hold every word, in the order they came in. An empty text keeps all. */
  filter(rows: readonly Row[], text: string): readonly Row[] {
    const whole = foldForSearch(text).trim()
    if (rows === this.rows && whole === this.whole) return this.matching
    const isNarrower = rows === this.rows && whole.startsWith(this.whole)
    const words = whole.split(/\s+/)
    const candidates = isNarrower ? this.matching : rows
    this.matching = whole === '' ? rows : candidates.filter((row) => holdsAll(row.searchText, words))
    this.rows = rows
    this.whole = whole
    this.best = null
    return this.matching
  }

  /** The same, best first; `rows` by name, and so are those that fit equally well (M2). */
  rank(rows: readonly Row[], text: string): readonly Row[] {
    const matching = this.filter(rows, text)
    if (this.whole === '') return matching
    this.best ??= this.byRank(matching)
    return this.best
  }

  private byRank(matching: readonly Row[]): readonly Row[] {
    const words = this.whole.split(/\s+/)
    const buckets: Row[][] = Array.from({ length: ranks }, () => [])
    for (const row of matching) buckets[rank(row, words, this.whole)]!.push(row)
    return buckets.flat()
  }
}

/** The rows that hold every word, best first, equal ones as they came. An empty text keeps all, as they are (M2). */
export function searchCustomers<Row extends Searchable>(rows: readonly Row[], text: string): readonly Row[] {
  return new CustomerSearch<Row>().rank(rows, text)
}
