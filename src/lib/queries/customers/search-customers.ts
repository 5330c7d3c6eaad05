/** Search over folded texts (DEV3): a pass of `indexOf`, best first without sorting. Pure. */

/** What is searched: in `searchText` the folded name, which is `sortName`, is the first line, and the Customer ID the second. */
export interface Searchable {
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
  if (isId && searchText.startsWith(whole, sortName.length + 1)) return 0
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

/** Which rows hold every word. A byte a row, so that looking through fifty thousand leaves hardly any garbage. */
interface Answer<Row> {
  /** The folded text that was asked. */
  whole: string
  /** How well each row fits; `missing` when it doesn't. */
  fits: Int8Array
  /** How many fit how well, by rank. */
  counts: readonly number[]
  matching: readonly Row[] | null
  best: readonly Row[] | null
}

/**
 * Remembers the answers on the way to the last one: a question that only grew looks through the last answer's rows
 * instead of all, and one that shrinks, letter by letter as it grew, finds its answer ready.
 */
export class CustomerSearch<Row extends Searchable> {
  private rows: readonly Row[] = []
  /** Each asked with a beginning of the next one's text. */
  private readonly answers: Answer<Row>[] = []

  /** The rows that hold every word, in the order they came in. An empty text keeps all. */
  filter(rows: readonly Row[], text: string): readonly Row[] {
    const answer = this.answer(rows, text)
    if (!answer) return rows
    answer.matching ??= rows.filter((_, place) => answer.fits[place] !== missing)
    return answer.matching
  }

  /** The same, best first; `rows` by name, and so are those that fit equally well (M2). */
  rank(rows: readonly Row[], text: string): readonly Row[] {
    const answer = this.answer(rows, text)
    if (!answer) return rows
    answer.best ??= bestFirst(rows, answer)
    return answer.best
  }

  /** Null when nothing is asked. */
  private answer(rows: readonly Row[], text: string): Answer<Row> | null {
    const whole = foldForSearch(text).trim()
    if (rows !== this.rows) this.answers.length = 0
    this.rows = rows
    // Emptying the field is the beginning of typing something else, or the same again: the way there is kept.
    if (whole === '') return null
    while (this.answers.length > 0 && !whole.startsWith(this.answers.at(-1)!.whole)) this.answers.pop()
    const last = this.answers.at(-1)
    if (last?.whole === whole) return last
    const answer = look(rows, last?.fits ?? null, whole)
    this.answers.push(answer)
    return answer
  }
}

/** Among the rows that fitted `before`; null among all. */
function look<Row extends Searchable>(rows: readonly Row[], before: Int8Array | null, whole: string): Answer<Row> {
  const question = toQuestion(whole)
  const counts = Array.from({ length: ranks }, () => 0)
  const fits = new Int8Array(rows.length).fill(missing)
  for (let place = 0; place < rows.length; place++) {
    if (before?.[place] === missing) continue
    const fit = rank(rows[place]!, question)
    if (fit === missing) continue
    fits[place] = fit
    counts[fit]!++
  }
  return { whole, fits, counts, matching: null, best: null }
}

/** Each goes behind the last one that fits as well as it does. */
function bestFirst<Row>(rows: readonly Row[], { fits, counts }: Answer<Row>): Row[] {
  let sum = 0
  const next = counts.map((count) => (sum += count) - count)
  const best = new Array<Row>(sum)
  for (let place = 0; place < rows.length; place++) {
    const fit = fits[place]!
    if (fit !== missing) best[next[fit]!++] = rows[place]!
  }
  return best
}

/** The rows that hold every word, best first, equal ones as they came. An empty text keeps all, as they are (M2). */
export function searchCustomers<Row extends Searchable>(rows: readonly Row[], text: string): readonly Row[] {
  return new CustomerSearch<Row>().rank(rows, text)
}
