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

/** The name itself, its beginning, its words, its middle, other facts. */
const ranks = 5
const missing = -1
const space = 32
const digitsOfAnId = /^\d{10}$/

/** What is asked, taken apart once. */
interface Question {
  whole: string
  words: readonly string[]
  /** The words as they stand inside a text where one begins. */
  starts: readonly string[]
  isId: boolean
}

function toQuestion(whole: string): Question {
  const words = whole.split(/\s+/)
  return { whole, words, starts: words.map((word) => ` ${word}`), isId: digitsOfAnId.test(whole) }
}

/** Smaller is better; `missing` when a word is nowhere. */
function rank(row: Searchable, { whole, words, starts, isId }: Question): number {
  const { searchText, sortName } = row
  const first = searchText.indexOf(words[0]!)
  if (first < 0) return missing
  for (let place = 1; place < words.length; place++) if (!searchText.includes(words[place]!)) return missing
  if (isId && row.customerId === whole) return 0
  // The name stands first in the text: what is found behind it is not in the name.
  if (first >= sortName.length) return 4
  if (words.length > 1) return rankOfWords(sortName, whole, words, starts)
  if (first === 0) return sortName.length === whole.length ? 0 : 1
  return searchText.charCodeAt(first - 1) === space || sortName.includes(starts[0]!) ? 2 : 3
}

function rankOfWords(name: string, whole: string, words: readonly string[], starts: readonly string[]): number {
  if (name.startsWith(whole)) return name.length === whole.length ? 0 : 1
  if (words.every((word, place) => name.startsWith(word) || name.includes(starts[place]!))) return 2
  return name.includes(whole) ? 3 : 4
}

/**
 * Remembers the last answer: the same question is free, and one that only grew looks through the last
 * answer's rows instead of all.
 */
export class CustomerSearch<Row extends Searchable> {
  private rows: readonly Row[] = []
  private whole = ''
  private matching: readonly Row[] = []
  /** By rank, each in the order the rows came in. */
  private buckets: readonly Row[][] = []
  private best: readonly Row[] | null = null

  /** The rows that hold every word, in the order they came in. An empty text keeps all. */
  filter(rows: readonly Row[], text: string): readonly Row[] {
    const whole = foldForSearch(text).trim()
    if (rows === this.rows && whole === this.whole) return this.matching
    const isNarrower = rows === this.rows && this.whole !== '' && whole.startsWith(this.whole)
    const candidates = isNarrower ? this.matching : rows
    this.rows = rows
    this.whole = whole
    this.best = null
    if (whole === '') this.matching = rows
    else this.look(candidates, toQuestion(whole))
    return this.matching
  }

  /** The same, best first; `rows` by name, and so are those that fit equally well (M2). */
  rank(rows: readonly Row[], text: string): readonly Row[] {
    const matching = this.filter(rows, text)
    if (this.whole === '') return matching
    this.best ??= this.buckets.flat()
    return this.best
  }

  private look(candidates: readonly Row[], question: Question): void {
    const matching: Row[] = []
    const buckets: Row[][] = Array.from({ length: ranks }, () => [])
    for (const row of candidates) {
      const found = rank(row, question)
      if (found === missing) continue
      matching.push(row)
      buckets[found]!.push(row)
    }
    this.matching = matching
    this.buckets = buckets
  }
}

/** The rows that hold every word, best first, equal ones as they came. An empty text keeps all, as they are (M2). */
export function searchCustomers<Row extends Searchable>(rows: readonly Row[], text: string): readonly Row[] {
  return new CustomerSearch<Row>().rank(rows, text)
}
