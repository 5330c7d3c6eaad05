import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allDecisions } from '#shared/decisions/registry.ts'
import { accountFields } from '#shared/domain/account/account-field.ts'
import { customerFormSchema } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import { fieldErrorsOf, refusalCodes } from '#shared/domain/refusal.ts'
import { serviceCatalogue } from '#shared/domain/service-catalogue.ts'
import { events } from '../../src/i18n/compiled/words/events.js'
import { eventWords } from '#lib/ui/words/event-words.ts'
import { fieldProblem } from '#lib/ui/account/field-check.ts'
import { doerWords } from '#lib/ui/words/actor-words.ts'
import { fieldChangeWords, fieldErrorWords, fieldLabel, fieldValueWords } from '#lib/ui/words/field-words.ts'
import { refusalWords } from '#lib/ui/words/refusal-words.ts'
import {
  decisionWords,
  invitationWords,
  managementTypeWords,
  outboxStateWords,
  roleWords,
  statusWords,
} from '#lib/ui/words/status-words.ts'
import { statusIcon } from '#lib/ui/feedback/status-icons.ts'
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import { frameSchema } from '#shared/protocol/response.ts'

const folder = new URL('../../src/i18n/messages/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, unknown>
const placeholders = (message: unknown) =>
  [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

describe('Words', () => {
  it.each(serviceCatalogue)('[C10] say in each language what $name is for', ({ description }) => {
    expect(new Set(Object.values(description)).size).toBe(3)
  })

  const english = readdirSync(folder).filter((name) => /(^|-)en\.json$/.test(name))

  it.each(
    english.flatMap((name) => ['de', 'ko'].map((language) => [name, name.replace(/en\.json$/, `${language}.json`)])),
  )('[X1] %s and %s say the same things', (name, other) => {
    const [said, translated] = [read(name), read(other)]
    expect(Object.keys(translated).sort()).toEqual(Object.keys(said).sort())
    for (const [key, message] of Object.entries(said)) {
      expect(placeholders(translated[key]), key).toEqual(placeholders(message))
    }
  })

  it('[H5] every refusal says what to do, and no two say the same', () => {
    const words = refusalCodes.map(refusalWords)
    expect(new Set(words).size).toBe(refusalCodes.length)
    for (const each of words) expect(each).toMatch(/\.$/)
  })

  it('[H2] every field and decision has words', () => {
    for (const field of accountFields) expect(fieldLabel(field)).not.toBe(field)
    for (const { name } of allDecisions) expect(decisionWords(name), name).not.toBe(decisionWords('unknown'))
    for (const event of Object.keys(events)) expect(eventWords(event)).not.toBe('')
    expect(fieldLabel('tag:VIP')).toContain('VIP')
  })

  it('[FB13] a code from a newer server gets a sentence of its own, whatever it is called', () => {
    const all = { eventWords, refusalWords, statusWords, managementTypeWords, invitationWords, outboxStateWords }
    for (const [name, words] of Object.entries({ ...all, roleWords, decisionWords })) {
      for (const code of ['licence-expired', '', 'toString', '__proto__']) {
        expect(words(code), `${name} ${code}`).toMatch(/\p{Letter}{4}/u)
      }
    }
    expect(statusIcon('licence-expired')).toMatch(/^M/)
    expect(failureSchema.parse({ error: { code: 'licence-expired' } }).error.code).toBe('licence-expired')
    expect(frameSchema.parse({ type: 'failure', code: 'licence-expired' })).toMatchObject({ code: 'licence-expired' })
  })

  const texts = (language: string) => {
    const own = readdirSync(folder).filter((name) => name.endsWith(`${language}.json`))
    const said = own.flatMap((name) => Object.entries(read(name)).filter(([key]) => !key.startsWith('$')))
    return said.flatMap(([key, message]) => {
      const all = typeof message === 'string' ? [message] : Object.values((message as [{ match: object }])[0].match)
      return all.map((text: string) => [key, text] as const)
    })
  }

  it('[FA23] no Korean particle hangs on a name whose last sound nobody knows here', () => {
    const both = /이\(가\)|은\(는\)|을\(를\)|과\(와\)|\(으\)로/
    const bare = /\}["”’)]?(이|가|은|는|을|를|과|와|으로|로)(?=[\s.,)]|$)/
    expect(texts('ko').filter(([, text]) => both.test(text) || bare.test(text))).toEqual([])
    expect(doerWords({ person: 'Mina Cho', organisationName: 'Acme' })).toBe('Mina Cho (Acme)')
  })

  it('[FA23][FC14] every German sentence begins with a capital, and a span of time stands in no case but the nominative', () => {
    const sentences = texts('de').flatMap(([key, text]) => {
      const parts = text.split(/(?<=[.!?]) (?=\S)/)
      // Only what is a sentence: marks and labels may begin as they like, and event words follow a name.
      return /[.!?]$/.test(text) && !key.startsWith('event_') ? parts.map((part) => [key, part] as const) : []
    })
    const abbreviated = /(z\. B|\d)\.$|^(B\.|name@|www\.|\+)/
    expect(sentences.filter(([, part]) => /^\p{Ll}/u.test(part) && !abbreviated.test(part))).toEqual([])
    expect(texts('de').filter(([, text]) => /\b(in|seit|vor|nach) \{(span|left)\}/.test(text))).toEqual([])
    expect(read('de.json')['invite_runs_out']).toBe('Noch {span} gültig')
  })

  it('[FA23] a tag that was set or taken away is said in words', () => {
    expect(fieldChangeWords('tag:gold', 'on')).toBe('Tag “gold” added')
    expect(fieldChangeWords('tag:gold', '')).toBe('Tag “gold” removed')
    expect(fieldChangeWords('city', 'Leeds')).toBeNull()
  })

  it('[M6] every error that the customer form can show has words of its own', () => {
    const long = 'x'.repeat(300)
    const bad = {
      ...emptyCustomerForm,
      phone: long,
      website: 'no web',
      workEmail: 'nobody',
      companyName: long,
      contactPhone: '?',
    }
    const parsed = customerFormSchema.safeParse(bad)
    const codes = new Set(parsed.success ? [] : Object.values(fieldErrorsOf(parsed.error)))
    expect([...codes].sort()).toEqual([
      'choose-service',
      'email',
      'name-required',
      'phone',
      'required',
      'too-long',
      'website',
    ])
    for (const code of codes) expect(fieldErrorWords(code, 'city', long)).not.toBe(fieldErrorWords('invalid'))
  })

  it('[H5] what waits names the management type as every page does', () => {
    expect(fieldValueWords('managementType', 'jointly')).toBe('Jointly managed')
  })

  it('[FA23] what is too long says how long it may be and how long it is', () => {
    expect(fieldErrorWords('too-long', 'companyName', 'x'.repeat(134))).toBe('At most 120 characters: this has 134.')
    expect(fieldProblem('city', 'x'.repeat(101))).toContain('at most 100 characters, this has 101')
  })
})
