/** Search over folded texts (DEV3): a pass of `indexOf`, best first without sorting. Pure. */
import { spellingBreak } from '#shared/domain/search/fold.ts'
import { placeOf, toQuestion, type Question } from '#shared/domain/search/question.ts'

/**
 * What is searched: in `searchText` the folded name, which is `sortName`, is the first line, and the id that people know,
 * if there is one, the second. The name's second spelling, where it has one, belongs to the first line.
 */
export interface Searchable {
  readonly sortName: string
  readonly searchText: string
}

/** The name itself, its beginning, its words, its middle, other facts. */
const ranks = 5
const missing = -1
/** A Customer ID, an IMEI, a serial number. */
const likeAnId = /^(?=.*\d)[\da-z]{8,}$/
/** What a word begins behind. */
const beforeWords = new Set([' ', '-', '/', '(', '.', '&', '"', spellingBreak].map((mark) => mark.charCodeAt(0)))

interface RowQuestion extends Question {
  isId: boolean
}

/** Smaller is better; `missing` when a word is nowhere. */
function rank(row: Searchable, { whole, words, phone, short, isId }: RowQuestion): number {
  const { searchText, sortName } = row
  const first = placeOf(searchText, words[0]!)
  let isMissing = first < 0
  for (let place = 1; place < words.length && !isMissing; place++) isMissing = placeOf(searchText, words[place]!) < 0
  if (isMissing) return phone.length > 0 && phone.some((form) => searchText.includes(form)) ? 4 : missing
  if (isId && isSecondLine(short, row)) return 0
  // The name stands first in the text: what is found behind it is not in the name.
  if (first >= sortName.length) return 4
  if (words.length === 1) return rankInName(sortName, whole.forms)
  const ofWhole = rankInName(sortName, whole.forms)
  if (ofWhole <= 1) return ofWhole
  if (words.every(({ forms }) => rankInName(sortName, forms) <= 2)) return 2
  return ofWhole
}

function isSecondLine(text: string, { searchText, sortName }: Searchable): boolean {
  const start = sortName.length + 1
  if (!searchText.startsWith(text, start)) return false
  const end = start + text.length
  return end === searchText.length || searchText[end] === '\n'
}

/** How well a text stands in a name, in the best of its forms. */
function rankInName(name: string, forms: readonly string[]): number {
  let best = 4
  for (const form of forms) {
    for (let place = name.indexOf(form); place >= 0 && best > 0; place = name.indexOf(form, place + 1)) {
      const before = place === 0 ? spellingBreak : name[place - 1]!
      if (before === spellingBreak) {
        const end = place + form.length
        best = Math.min(best, end === name.length || name[end] === spellingBreak ? 0 : 1)
      } else best = Math.min(best, beforeWords.has(before.charCodeAt(0)) ? 2 : 3)
    }
  }
  return best
}

/** Which rows hold every word. A byte a row, so that looking through fifty thousand leaves hardly any garbage. */
interface Answer<Row> {
  question: Question
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
export class RowSearch<Row extends Searchable> {
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
    const question = toQuestion(text)
    if (rows !== this.rows) this.answers.length = 0
    this.rows = rows
    // Emptying the field is the beginning of typing something else, or the same again: the way there is kept.
    if (question.short === '') return null
    while (this.answers.length > 0 && !goesOn(this.answers.at(-1)!.question, question)) this.answers.pop()
    const last = this.answers.at(-1)
    if (last?.question.short === question.short && last.question.long === question.long) return last
    // More digits of a number may also fit where fewer did not: without the zero that is dialled first.
    const answer = look(rows, question.phone.length > 0 ? null : (last?.fits ?? null), question)
    this.answers.push(answer)
    return answer
  }
}

/** Whether what fits `next` has fitted `before`: in both spellings it only grew. */
function goesOn(before: Question, next: Question): boolean {
  return next.short.startsWith(before.short) && next.long.startsWith(before.long)
}

/** Among the rows that fitted `before`; null among all. */
function look<Row extends Searchable>(rows: readonly Row[], before: Int8Array | null, question: Question): Answer<Row> {
  const asked = { ...question, isId: likeAnId.test(question.short) }
  const counts = Array.from({ length: ranks }, () => 0)
  const fits = new Int8Array(rows.length).fill(missing)
  for (let place = 0; place < rows.length; place++) {
    if (before?.[place] === missing) continue
    const fit = rank(rows[place]!, asked)
    if (fit === missing) continue
    fits[place] = fit
    counts[fit]!++
  }
  return { question, fits, counts, matching: null, best: null }
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
export function searchRows<Row extends Searchable>(rows: readonly Row[], text: string): readonly Row[] {
  return new RowSearch<Row>().rank(rows, text)
}
