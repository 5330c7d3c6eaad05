// Loaded when a country field is first used: the list is not part of the first page.
import { getLocale } from '../../../i18n/compiled/runtime.js'
import { foldBoth } from '#shared/domain/search/fold.ts'
import type { Country } from './countries.ts'
import { countryNames } from './country-names.ts'

interface CountryFile {
  default: { countries: Record<string, string | string[]> }
}

const files: Record<string, () => Promise<CountryFile>> = {
  en: () => import('i18n-iso-countries/langs/en.json'),
  de: () => import('i18n-iso-countries/langs/de.json'),
  ko: () => import('i18n-iso-countries/langs/ko.json'),
}

/** Every country, named in the person's language and in its order; English names can be typed too. */
export async function loadCountries(): Promise<Country[]> {
  const locale = getLocale()
  const load = files[locale] ?? files['en']
  const [own, english] = await Promise.all([load?.(), files['en']?.()])
  const names = own?.default.countries ?? {}
  const englishNames = english?.default.countries ?? {}
  const display = new Intl.DisplayNames([locale], { type: 'region' })
  return Object.keys(names)
    .map((code) => {
      const name = display.of(code) ?? String(names[code])
      return {
        code,
        name,
        search: foldBoth([name, countryNames(code), names[code], englishNames[code]].flat().join(' ')),
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name, locale))
}
