import { cleanLine, narrow } from './clean-line.ts'

const digit = /\p{Nd}/u

/** Decimal digits stand in rows of ten, from zero on, in every script. */
function asciiDigit(found: string): string {
  let zero = found.codePointAt(0)!
  const own = zero
  while (own - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero--
  return String(own - zero)
}

/** A phone number as it can be dialled: digits, dashes and brackets of one kind, without a spreadsheet's `'` or `tel:`. */
export function cleanPhone(text: string): string {
  return cleanLine(
    narrow(cleanLine(text))
      .replace(/\p{Nd}/gu, asciiDigit)
      .replace(/[\p{Pd}\u2212\u2043]/gu, '-')
      .replace(/^(?:['’‘`´]\s*|tel:\s*)+/i, ''),
  )
}

/** Without a digit it is no phone number. */
export function canBePhone(phone: string): boolean {
  return phone === '' || /\d/.test(phone)
}

const usual = /^[+(]*\d[\d\s().\-/+]*(?:[,;#*x]|(?:ext|app|dw)\b)?[\s.:]*\d*$/i

/** Whether it looks as numbers do anywhere: at least five digits, perhaps an extension. */
export function looksLikePhone(phone: string): boolean {
  return phone === '' || (usual.test(phone) && phone.replace(/\D/g, '').length >= 5)
}
