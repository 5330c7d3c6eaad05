/** What else people call a country, beside its names in the languages of the app. */
const alsoCalled: Readonly<Record<string, string>> = {
  AE: 'UAE VAE Emirates',
  AT: 'Österreich',
  CH: 'Suisse Svizzera',
  CZ: 'Czech Republic Tschechei',
  DE: 'BRD Bundesrepublik FRG',
  GB: 'UK Great Britain England Scotland Wales Großbritannien',
  KR: 'ROK Republic of Korea Südkorea 남한 한국',
  NL: 'Holland',
  US: 'USA America',
  VN: 'Viet Nam',
}

const locales = ['en', 'de', 'ko']
let displays: Intl.DisplayNames[] | null = null

/** Every name a country may be looked for by. The first call makes the browser load all its names. */
export function countryNames(code: string): string {
  displays ??= locales.map((locale) => new Intl.DisplayNames([locale], { type: 'region' }))
  return [...displays.map((names) => names.of(code) ?? ''), alsoCalled[code] ?? '', code].join(' ')
}
