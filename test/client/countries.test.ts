import { describe, expect, it } from 'vitest'
import { loadCountries } from '#lib/ui/countries/country-list.ts'
import { findCountries } from '#lib/ui/countries/countries.ts'
import { isLikelyPhone } from '#lib/ui/fields/phone-check.ts'

describe('Countries and phones', () => {
  it('[M6] finds a country by part of its name, without marks, or by its code', async () => {
    const countries = await loadCountries()
    const find = (typed: string) => findCountries(countries, typed).map(({ code }) => code)
    expect(countries.length).toBeGreaterThan(240)
    expect(find('germ')[0]).toBe('DE')
    expect(find('KR')[0]).toBe('KR')
    expect(find('land')).toContain('CH')
    expect(find('aland')).toContain('AX')
    expect(find('nowhere')).toEqual([])
  })

  it('[M6] doubts a number that the country does not have, and nothing it cannot know', async () => {
    expect(await isLikelyPhone('+49 30 1234567', 'DE')).toBe(true)
    expect(await isLikelyPhone('030 1234567', 'DE')).toBe(true)
    expect(await isLikelyPhone('12', 'DE')).toBe(false)
    expect(await isLikelyPhone('', 'DE')).toBe(true)
    expect(await isLikelyPhone('12', '')).toBe(true)
  })
})
