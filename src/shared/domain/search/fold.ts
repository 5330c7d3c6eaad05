/**
 * The one fold of every search: what people type and what they look for become the same letters, whatever keyboard,
 * script or spelling it came by. Texts that are stored folded name the version they were folded with. Pure.
 */

/** Another one whenever the same text folds to something else: stored texts are folded anew then. */
export const foldVersion = 2

/** Letters that no decomposition takes apart, small. */
const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ƒ: 'f',
  ə: 'e',
  ɛ: 'e',
  ɔ: 'o',
  ɓ: 'b',
  ɖ: 'd',
  ɗ: 'd',
  ƙ: 'k',
  ς: 'σ',
}
const undividedLetters = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

/** What a keyboard without them writes for these; asked for either way. */
const longForms: readonly (readonly [RegExp, string])[] = [
  [/([aou])\u0308/g, '$1e'],
  [/a\u030a/g, 'aa'],
  [/ø/g, 'oe'],
]

/** Would decompose into a blank and a mark. */
const spacingApostrophes = /[´\u1fbd\u1fbf]/g
/** Apostrophes, and what nobody sees: directions, joiners, soft hyphens, fillers. Ranges, for they are quicker than classes. */
const unheard =
  // eslint-disable-next-line no-misleading-character-class -- each by itself, none of them combined
  /['`‘’‛ʹʻʼʽ′\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g
const dashes = /[\u058a\u05be\u1806\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58]/g
/** Accents and points of alphabets; not the vowel signs and voicing marks that make other letters. */
const marks =
  // eslint-disable-next-line no-misleading-character-class -- each by itself, none of them combined
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/g
/** A line's end stays: folded texts are told apart by it. */
const blanks = /[^\S\n]{2,}|[^\S\n ]/g
// eslint-disable-next-line no-control-regex -- ASCII without an apostrophe is what needs no folding
const plain = /^[\u0000-\u0026\u0028-\u005f\u0061-\u007f]*$/

/** Small letters, taken apart, with their marks. */
function takeApart(text: string): string {
  return text.replace(spacingApostrophes, '').normalize('NFKD').replace(unheard, '').replace(dashes, '-').toLowerCase()
}

function strip(text: string): string {
  return text
    .replace(marks, '')
    .replace(undividedLetters, (letter) => letters[letter]!)
    .replace(blanks, ' ')
}

/** Between the spellings of one text. */
export const spellingBreak = '\t'

export interface Spellings {
  /** `Müller’s  Straße` → `mullers strasse`; Korean comes out as single letters, in their order. */
  short: string
  /** As keyboards without umlauts write it: `muellers strasse`. Most often the same. */
  long: string
}

export function foldSpellings(text: string): Spellings {
  if (plain.test(text)) {
    const short = text.toLowerCase().replace(blanks, ' ')
    return { short, long: short }
  }
  const apart = takeApart(text)
  const short = strip(apart)
  if (!longForms.some(([letter]) => apart.search(letter) >= 0)) return { short, long: short }
  return { short, long: strip(longForms.reduce((long, [letter, form]) => long.replace(letter, form), apart)) }
}

export function fold(text: string): string {
  return foldSpellings(text).short
}

/** Folded, and behind it the long spelling where that is another: what is searched of a text. */
export function foldBoth(text: string): string {
  const { short, long } = foldSpellings(text)
  return long === short ? short : short + spellingBreak + long
}
