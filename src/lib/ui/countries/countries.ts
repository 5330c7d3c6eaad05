import { fold } from '../words/fold.ts'

export interface Country {
  /** ISO 3166 alpha-2. */
  code: string
  name: string
  /** Folded names and codes that a person may type. */
  search: string
}

/** Names that start with what was typed first, then those that hold it anywhere. */
export function findCountries(countries: readonly Country[], typed: string): readonly Country[] {
  const wanted = fold(typed.trim())
  if (!wanted) return countries
  const found = countries.filter((country) => country.search.includes(wanted))
  const starts = (country: Country) =>
    fold(country.name).startsWith(wanted) || country.code.toLowerCase() === wanted ? 0 : 1
  return found.sort((a, b) => starts(a) - starts(b))
}
