/**
 * What a device is known by: its IMEI, MEID or serial number, read from what lists and spreadsheets hold. Nothing is guessed:
 * where digits were lost or don't fit together, it is refused and says which of the two.
 */

export const identifierKinds = ['imei', 'meid', 'serial'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

/**
 * `digits-lost`: a spreadsheet rounded it (`3.51E+14`) or cut a zero off its front. `check-digit`: one digit is wrong.
 * `not-an-identifier`: neither 15 digits nor a MEID. `not-a-serial`: other signs than letters, digits and dashes, or too few.
 */
export type IdentifierTrouble = 'digits-lost' | 'check-digit' | 'not-an-identifier' | 'not-a-serial'

export type Identified = { kind: IdentifierKind; value: string } | { trouble: IdentifierTrouble }

/** The digit that makes the whole divisible by ten when every second digit from the right is doubled (ISO/IEC 7812-1). */
export function checkDigitOf(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, place) => {
      const counted = Number(digit) * (place % 2 === 0 ? 2 : 1)
      return total + (counted > 9 ? counted - 9 : counted)
    }, 0)
  return (10 - (sum % 10)) % 10
}

/** An IMEI as 15 digits, or a MEID as 14 hexadecimal ones in capitals. */
export function readImeiOrMeid(text: string): Identified {
  const cell = unquoted(text)
  const digits = digitsOfPower(cell)
  if (digits === 'lost') return { trouble: 'digits-lost' }
  const value = (digits ?? cell.replaceAll(betweenDigits, '')).toUpperCase()
  if (/^0+$/.test(value)) return { trouble: 'not-an-identifier' }
  if (/^\d{15}$/.test(value)) return imeiOf(value.slice(0, 14), value[14]!)
  if (/^\d{14}$/.test(value)) {
    // No IMEI begins with 10 to 19 but those whose first 0 a spreadsheet took for nothing.
    if (value.startsWith('1') && checkDigitOf(`0${value.slice(0, 13)}`) === Number(value[13]))
      return { trouble: 'digits-lost' }
    return imeiOf(value, String(checkDigitOf(value)))
  }
  if (/^[0-9A-F]{14}$/.test(value)) return { kind: 'meid', value }
  if (/^\d{18}$/.test(value)) return meidOfDecimal(value)
  return { trouble: 'not-an-identifier' }
}

/** A manufacturer's serial number, in capitals. */
export function readSerial(text: string): Identified {
  const cell = unquoted(text)
  if (digitsOfPower(cell) !== null) return { trouble: 'digits-lost' }
  const value = cell.replaceAll(/\s/g, '').toUpperCase()
  return /^[0-9A-Z][0-9A-Z-]{3,31}$/.test(value) ? { kind: 'serial', value } : { trouble: 'not-a-serial' }
}

const betweenDigits = /[\s.\p{Pd}\u2212]/gu

/** Without a spreadsheet's apostrophe, in plain digits and letters, without what can't be seen. */
function unquoted(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replace(/^['’`]+/, '')
    .trim()
}

/** The digits of `3.53397530565210E+14`; `lost`: it doesn't say all of them; null: it is no such number. */
function digitsOfPower(cell: string): string | 'lost' | null {
  const [, first, others = '', power] = /^(\d)(?:[.,](\d*))?E\+?(\d{1,2})$/i.exec(cell) ?? []
  if (first === undefined) return null
  return others.length === Number(power) ? first + others : 'lost'
}

function imeiOf(digits: string, check: string): Identified {
  if (checkDigitOf(digits) !== Number(check)) return { trouble: 'check-digit' }
  return { kind: 'imei', value: digits + check }
}

/** Ten decimal digits are its first 32 bits, eight the last 24. */
function meidOfDecimal(digits: string): Identified {
  const [front, back] = [Number(digits.slice(0, 10)), Number(digits.slice(10))]
  if (front > 0xffffffff || back > 0xffffff) return { trouble: 'not-an-identifier' }
  const hex = (part: number, length: number) => part.toString(16).padStart(length, '0')
  return { kind: 'meid', value: (hex(front, 8) + hex(back, 6)).toUpperCase() }
}
