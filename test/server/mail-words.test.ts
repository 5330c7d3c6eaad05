import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findWords } from '../../server/mail/words.ts'

type Messages = Record<string, unknown>
const read = (language: string) =>
  JSON.parse(readFileSync(new URL(`../../src/i18n/messages/${language}.json`, import.meta.url), 'utf8')) as Messages

const blanks = (sentence: unknown) => [...String(sentence).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const kinds = (sentence: unknown) => [...new Set(blanks(sentence))]

describe('The words of mails', () => {
  it('[X3] stand with those of the app, in every language with the same blanks', () => {
    const english = Object.entries(read('en')).filter(([key]) => key.startsWith('mail_'))
    expect(english.length).toBeGreaterThan(70)
    for (const language of ['de', 'ko']) {
      const other = read(language)
      for (const [key, sentence] of english) expect(kinds(other[key]), `${language} ${key}`).toEqual(kinds(sentence))
    }
  })

  it('[X3] half a sentence is not sent', () => {
    const words = findWords('en')
    expect(words('mail_hello', { firstName: 'Mina' })).toBe('Hello Mina')
    expect(() => words('mail_hello')).toThrow('a mail has no “firstName”')
  })

  it('[X3] no sentence is left that no mail says', () => {
    const mails = globSync(fileURLToPath(new URL('../../server/mail/mails/**/*.ts', import.meta.url)))
    const said = mails.map((path) => readFileSync(path, 'utf8')).join('\n')
    const built =
      /^mail_(delink_request_(subject|asked)_by|delink_accepted_to|request_accepted_to|request_means|second_factor_changed(_subject)?)_|^mail_ticket_(answered|closed)_(subject|heading)$/
    const unsaid = Object.keys(read('en')).filter(
      (key) => key.startsWith('mail_') && !built.test(key) && !said.includes(`'${key}'`),
    )
    expect(unsaid).toEqual([])
  })
})
