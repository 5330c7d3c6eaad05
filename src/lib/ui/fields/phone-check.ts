import type { CountryCode } from 'libphonenumber-js'

/** Whether a number could be one of that country's; the metadata is loaded when a phone field is first left. */
export async function isLikelyPhone(text: string, country: string): Promise<boolean> {
  if (text.trim() === '' || !/^[A-Z]{2}$/.test(country)) return true
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min')
  if (!isSupportedCountry(country)) return true
  return parsePhoneNumberFromString(text, country as CountryCode)?.isPossible() ?? false
}
