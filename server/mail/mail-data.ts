import { cleanLine } from '#shared/domain/text/clean-line.ts'

/** Addresses that were checked as such. All else a stranger's hand can have put into a mail. */
const checked: ReadonlySet<string> = new Set([
  'email',
  'newEmail',
  'replyTo',
  'replyAddress',
  'supportEmail',
  // Masked.
  'person',
])

/** Text of which no mail program makes a link: its dots are such as no address has. */
function harmlessLine(line: string): string {
  return cleanLine(line)
    .replace(/[a-z][a-z0-9+.-]*:\/+/gi, '')
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, '\u2024')
}

/** What is written in several lines stays so: {@link linesOf}. */
const several: ReadonlySet<string> = new Set(['text', 'answer'])

/** A stored mail's data as its template may use it. */
export function readMailData(stored: string): unknown {
  return JSON.parse(stored, (key, value: unknown) => {
    if (typeof value !== 'string' || checked.has(key)) return value
    return several.has(key) ? value.split('\n').map(harmlessLine).join('\n') : harmlessLine(value)
  })
}

/** A person's words as paragraphs. */
export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
