import type { Locale } from '#shared/domain/organisation.ts'

const byCountry: Record<string, Locale> = { KR: 'ko', DE: 'de', AT: 'de', LI: 'de' }

/** The likeliest language of somebody who has no account yet and so couldn't choose one. */
export function guessLocale(country: string): Locale {
  return byCountry[country] ?? 'en'
}
