import { fold } from '#shared/domain/search/fold.ts'
import { fits, placeOf, toQuestion } from '#shared/domain/search/question.ts'

export interface Country {
  /** ISO 3166 alpha-2. */
  code: string
  name: string
  /** Folded names and codes that a person may type. */
  search: string
}

/** Names that start with what was typed first, then those that hold it anywhere. */
export function findCountries(countries: readonly Country[], typed: string): readonly Country[] {
  const wanted = toQuestion(typed)
  if (!wanted.short) return countries
  const found = countries.filter((country) => fits(country.search, wanted))
  const starts = (country: Country) =>
    placeOf(fold(country.name), wanted.whole) === 0 || country.code.toLowerCase() === wanted.short ? 0 : 1
  return found.sort((a, b) => starts(a) - starts(b))
}
