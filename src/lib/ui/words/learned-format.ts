/**
 * How this browser writes numbers and times, learned from its own formats, so that a start can write them without: the
 * first format of any kind makes the browser load what it knows of languages, 30 ms on a fast processor. Pure.
 */

/** A piece of every time it writes; tables are by month or by hour. */
type Piece =
  | { kind: 'literal'; text: string }
  | { kind: 'year' | 'minute' }
  | { kind: 'day'; digits: number }
  | { kind: 'month'; table: string[] }
  | { kind: 'hour' | 'dayPeriod'; table: string[] }

export type TimePattern = readonly Piece[]
/** By how many digits a whole number has, how it is written. */
export type NumberPattern = readonly string[]

const digits = /[0-9]/g
const longest = '987654321'
const narrowSpace = '\u202f'
const sampleYear = 2047
const sampleMinute = 34

/** Null when it isn't this regular: then the browser has to be asked each time. */
export function learnNumbers(format: Intl.NumberFormat): NumberPattern | null {
  const pattern = Array.from(longest, (_, place) => format.format(Number(longest.slice(0, place + 1))))
  const isRegular = pattern.every((text, place) => text.match(digits)?.join('') === longest.slice(0, place + 1))
  return isRegular ? pattern : null
}

/** Undefined for what the pattern doesn't cover. */
export function writeNumber(pattern: NumberPattern, value: number): string | undefined {
  if (!Number.isInteger(value) || value < 0) return undefined
  const own = String(value)
  let next = 0
  return pattern[own.length - 1]?.replace(digits, () => own[next++]!)
}

/** Null when it isn't this regular. */
export function learnTimes(format: Intl.DateTimeFormat): TimePattern | null {
  const partOf = (at: Date, type: string) => format.formatToParts(at).find((part) => part.type === type)?.value ?? ''
  const byMonth = () => Array.from({ length: 12 }, (_, month) => partOf(new Date(sampleYear, month, 5), 'month'))
  const byHour = (type: string) =>
    Array.from({ length: 24 }, (_, hour) => partOf(new Date(sampleYear, 0, 5, hour, sampleMinute), type))
  const toPiece = ({ type, value }: Intl.DateTimeFormatPart): Piece | null => {
    if (type === 'literal') return { kind: 'literal', text: value }
    if (type === 'year') return { kind: 'year' }
    if (type === 'minute') return { kind: 'minute' }
    if (type === 'day') return { kind: 'day', digits: value.length }
    if (type === 'month') return { kind: 'month', table: byMonth() }
    if (type === 'hour' || type === 'dayPeriod') return { kind: type, table: byHour(type) }
    return null
  }
  const sample = new Date(sampleYear, 0, 5, 0, sampleMinute)
  // Chromium writes a usual space where its parts have a narrow one.
  const isPlain = !format.format(sample).includes(narrowSpace)
  const pieces = format
    .formatToParts(sample)
    .map(({ type, value }) => toPiece({ type, value: isPlain ? value.replaceAll(narrowSpace, ' ') : value }))
  if (pieces.includes(null)) return null
  const pattern = pieces as Piece[]
  const samples = Array.from({ length: 24 }, (_, hour) => new Date(2003 + hour, hour % 12, hour + 1, hour, 2 * hour))
  return samples.every((at) => writeTime(pattern, +at) === format.format(at)) ? pattern : null
}

export function writeTime(pattern: TimePattern, at: number): string {
  const date = new Date(at)
  const write = (piece: Piece): string => {
    switch (piece.kind) {
      case 'literal':
        return piece.text
      case 'year':
        return String(date.getFullYear())
      case 'minute':
        return String(date.getMinutes()).padStart(2, '0')
      case 'day':
        return String(date.getDate()).padStart(piece.digits, '0')
      case 'month':
        return piece.table[date.getMonth()]!
      default:
        return piece.table[date.getHours()]!
    }
  }
  return pattern.map(write).join('')
}
