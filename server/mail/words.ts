import type { Locale } from '#shared/domain/organisation.ts'
import de from '../../src/i18n/messages/de.json' with { type: 'json' }
import en from '../../src/i18n/messages/en.json' with { type: 'json' }
import ko from '../../src/i18n/messages/ko.json' with { type: 'json' }

type Sentences<Messages> = {
  [Key in keyof Messages]: Messages[Key] extends string ? Key : never
}[keyof Messages]
/** Messages that no language tells by a count. */
export type WordsKey = Sentences<typeof en> & Sentences<typeof de> & Sentences<typeof ko>

/**
 * The sentence of a key, filled from `given`. A button or a name is said with the message that the app's own page says it with.
 * Throws where `given` lacks a word of the sentence: half a sentence isn't sent.
 */
export type Words = (key: WordsKey, given?: object) => string

const languages: Record<Locale, Record<WordsKey, string>> = { en, de, ko }

export function isWordsKey(key: string): key is WordsKey {
  return Object.hasOwn(en, key) && typeof (en as Record<string, unknown>)[key] === 'string'
}

function fill(sentence: string, given: object): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value: unknown = (given as Record<string, unknown>)[name]
    if (typeof value !== 'string') throw new Error(`a mail has no “${name}”`)
    return value
  })
}

/** English for a language that this server doesn't speak: one that a newer server on the same database stored. */
export function findWords(locale: string): Words {
  const messages = Object.hasOwn(languages, locale) ? languages[locale as Locale] : en
  return (key, given = {}) => fill(messages[key], given)
}
