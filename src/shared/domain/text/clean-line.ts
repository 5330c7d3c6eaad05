/**
 * What every one-line value goes through on its way in, on the device and on the server: nothing that can't be seen
 * stays, nothing that can be seen is lost, and it is never longer than before. Cleaning twice is cleaning once.
 */

/** What most values are, and then there is nothing to do. */
const isClean = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** Where a line or a word ends, in any script; a pasted line break becomes a blank. */
const blanks = /[\t-\r\u0085\p{Z}]+/gu

/**
 * Takes no room on the screen: control characters, marks that turn the direction, soft hyphens, half a surrogate
 * pair. What chooses between the looks of a letter or an emoji stays, and joiners are looked at on their own.
 */
const unseen =
  /(?![\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u180B-\u180D\u200C\u200D])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/gu

/** A flag such as Scotland's is written with characters that are invisible anywhere else. */
const flagOrUnseen = new RegExp(`(\\u{1F3F4}[\\u{E0030}-\\u{E007A}]+\\u{E007F})|${unseen.source}`, 'gu')

const joiners = /[\u200C\u200D]/gu
/** Scripts in which a joiner changes what is read (Persian, the Indic ones), and emoji made of several. */
const beforeJoiner = /[\p{Lo}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u
const afterJoiner = /^[\p{Lo}\p{M}\p{Extended_Pictographic}]/u

function joins(text: string, index: number): boolean {
  return beforeJoiner.test(text.slice(Math.max(0, index - 2), index)) && afterJoiner.test(text.slice(index + 1))
}

/** One line of visible characters, with single blanks and none at its ends. */
export function cleanLine(text: string): string {
  if (isClean.test(text)) return text
  return text
    .replace(blanks, ' ')
    .replace(flagOrUnseen, '$1')
    .replace(joiners, (joiner, index: number, whole: string) => (joins(whole, index) ? joiner : ''))
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** Letters, digits and signs of double width, as East Asian keyboards write them, in their usual width. */
export function narrow(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
}
