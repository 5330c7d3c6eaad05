import type { Locale } from '#shared/domain/organisation.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import type { MailWords } from './mail-words.ts'

const languages: Record<Locale, MailWords> = { en, de, ko }

/** English for a language that this server doesn't speak: one that a newer server on the same database stored. */
export function findWords(locale: string): MailWords {
  return Object.hasOwn(languages, locale) ? languages[locale as Locale] : en
}
