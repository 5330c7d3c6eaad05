import type { Locale } from './organisation.ts'

const byCountry: Record<string, Locale> = { KR: 'ko', DE: 'de', AT: 'de', LI: 'de' }

/** What the form proposes, and what is written in where nobody chose: the likeliest language of somebody without an account. */
export function guessLocale(country: string): Locale {
  return byCountry[country] ?? 'en'
}
