/** What is asked of folded texts: the words of a search in every spelling they may have there. Pure. */
import { foldSpellings } from './fold.ts'

/** One word, or the whole, as it may stand in a folded text. */
export interface Wanted {
  forms: readonly string[]
}

export interface Question {
  /** The two spellings; empty when nothing is asked. */
  short: string
  long: string
  whole: Wanted
  words: readonly Wanted[]
  /** The digits of something that looks like a phone number, as it may be stored; else none. */
  phone: readonly string[]
}

/** Korean letters that go on from another one on the keyboard, by what they begin with. */
const goesOn: Readonly<Record<string, string>> = {
  ᅩ: 'ᅪᅫᅬ',
  ᅮ: 'ᅯᅰᅱ',
  ᅳ: 'ᅴ',
  ᆨ: 'ᆪ',
  ᆫ: 'ᆬᆭ',
  ᆯ: 'ᆰᆱᆲᆳᆴᆵᆶ',
  ᆸ: 'ᆹ',
}
/** A final letter is the first of the next syllable until that has its vowel; of two, the second is. */
const nextSyllable: Readonly<Record<string, string>> = {
  ᆨ: 'ᄀ',
  ᆩ: 'ᄁ',
  ᆪ: 'ᆨᄉ',
  ᆫ: 'ᄂ',
  ᆬ: 'ᆫᄌ',
  ᆭ: 'ᆫᄒ',
  ᆮ: 'ᄃ',
  ᆯ: 'ᄅ',
  ᆰ: 'ᆯᄀ',
  ᆱ: 'ᆯᄆ',
  ᆲ: 'ᆯᄇ',
  ᆳ: 'ᆯᄉ',
  ᆴ: 'ᆯᄐ',
  ᆵ: 'ᆯᄑ',
  ᆶ: 'ᆯᄒ',
  ᆷ: 'ᄆ',
  ᆸ: 'ᄇ',
  ᆹ: 'ᆸᄉ',
  ᆺ: 'ᄉ',
  ᆻ: 'ᄊ',
  ᆼ: 'ᄋ',
  ᆽ: 'ᄌ',
  ᆾ: 'ᄎ',
  ᆿ: 'ᄏ',
  ᇀ: 'ᄐ',
  ᇁ: 'ᄑ',
  ᇂ: 'ᄒ',
}

/** A text whose last syllable is still being typed, as it may go on. */
function whileTyped(text: string): string[] {
  const last = text.at(-1) ?? ''
  const start = text.slice(0, text.length - last.length)
  const forms = [text, ...[...(goesOn[last] ?? '')].map((letter) => start + letter)]
  const next = nextSyllable[last]
  if (next !== undefined) forms.push(start + next)
  return forms
}

function toWanted(short: string, long: string, isBeingTyped: boolean): Wanted {
  const spellings = short === long ? [short] : [short, long]
  return { forms: isBeingTyped ? spellings.flatMap(whileTyped) : spellings }
}

const looksLikePhone = /^[+(]?[\d\s()./-]*$/
const fewestPhoneDigits = 3

/** As dialled here, from abroad, or with the zero that is left out behind a country's number. */
function phoneForms(text: string): string[] {
  const digits = text.replace(/\(0\)/g, '').replace(/\D/g, '')
  if (!looksLikePhone.test(text) || digits.length < fewestPhoneDigits) return []
  return [...new Set([digits, digits.replace(/^0+/, '')])].filter(({ length }) => length >= fewestPhoneDigits)
}

export function toQuestion(text: string): Question {
  const spellings = foldSpellings(text)
  const [short, long] = [spellings.short.trim(), spellings.long.trim()]
  // The two have the same blanks.
  const [shorts, longs] = [short.split(/\s+/), long.split(/\s+/)]
  return {
    short,
    long,
    whole: toWanted(short, long, true),
    words: shorts.map((word, place) => toWanted(word, longs[place] ?? word, place === shorts.length - 1)),
    phone: phoneForms(short),
  }
}

/** Where in a folded text a word stands first; -1 when nowhere. */
export function placeOf(folded: string, { forms }: Wanted): number {
  let place = folded.indexOf(forms[0]!)
  for (let other = 1; other < forms.length && place !== 0; other++) {
    const found = folded.indexOf(forms[other]!)
    if (found >= 0 && (place < 0 || found < place)) place = found
  }
  return place
}

/** Whether every word stands in a text that {@link foldBoth} has folded. An empty question fits all. */
export function fits(folded: string, question: Question): boolean {
  return (
    question.words.every((word) => placeOf(folded, word) >= 0) || question.phone.some((form) => folded.includes(form))
  )
}
