import { countryWords } from '../words/field-words.ts'

/** `Leeds, GB` → `Leeds, United Kingdom` */
export function locationWords(location: string): string {
  return location
    .split(', ')
    .map((part) => countryWords(part))
    .join(', ')
}
