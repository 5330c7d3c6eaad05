import type { Locale } from '#shared/domain/organisation.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import type { MailWords } from './mail-words.ts'

const languages: Record<Locale, MailWords> = { en, de, ko }

export function findWords(locale: Locale): MailWords {
  return languages[locale]
}
