/** What of records is searched: a text each, folded; its first line is what the list is in order of. Pure. */
import { foldSpellings, spellingBreak } from '#shared/domain/search/fold.ts'

const separator = '\u0000'

/** The name's long spelling beside it, where it is another, and at the end the other words that have one. */
function withLongSpellings(short: string, long: string): string {
  if (short === long) return short
  const [shortEnd, longEnd] = [short.indexOf('\n'), long.indexOf('\n')]
  const [name, longName] = [short.slice(0, shortEnd), long.slice(0, longEnd)]
  const known = new Set(short.slice(shortEnd).split(/[ \n]/))
  const others = long.slice(longEnd).split(/[ \n]/)
  const more = others.filter((word) => !known.has(word)).join(' ')
  return `${name === longName ? name : name + spellingBreak + longName}${short.slice(shortEnd)}${more && `\n${more}`}`
}

/** Folded a page at a time: one pass over a long text instead of five hundred. */
export function foldTexts(texts: readonly string[]): string[] {
  const { short, long } = foldSpellings(texts.join(separator))
  const [shorts, longs] = [short.split(separator), long.split(separator)]
  if (shorts.length === texts.length) return shorts.map((each, place) => withLongSpellings(each, longs[place]!))
  return texts.map((text) => {
    const own = foldSpellings(text)
    return withLongSpellings(own.short, own.long)
  })
}

/** Search texts as one, for storing. */
export function joinTexts(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(separator, ' ')).join(separator)
}

export function splitTexts(joined: string): string[] {
  return joined.split(separator)
}
