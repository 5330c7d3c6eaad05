import { expect, test } from 'vitest'
import {
  companyHost,
  companyKeys,
  companyMailDomain,
  isNearlySame,
  isSamePhone,
  phoneTail,
} from '#shared/domain/search/company-likeness.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'

const isLike = (left: string, right: string) =>
  companyKeys(foldBoth(left)).some((one) => companyKeys(foldBoth(right)).some((other) => isNearlySame(one, other)))

test.each([
  ['Acme Brewing', 'ACME Brewing GmbH'],
  ['Müller & Söhne GmbH & Co. KG', 'Mueller und Soehne'],
  ['Müller & Söhne', 'Muller & Sohne'],
  ['Kroontje B.V.', 'Kroontje'],
  ['Northwind IT, Inc.', 'Nortwind IT'],
  ['Brauhaus Sonne', 'Brauahus-Sonne e.K.'],
  ['한빛전자(주)', '주식회사 한빛전자'],
  ['주식회사한빛전자', '한빛전자'],
  ['株式会社さくら', 'さくら'],
  ['O’Neill Ltd', "O'Neill"],
])('[M29] %s and %s are nearly the same name', (left, right) => {
  expect(isLike(left, right)).toBe(true)
})

test.each([
  ['Acme Brewing', 'Acme Tools'],
  ['Company 12', 'Company 13'],
  ['Filiale 1', 'Filiale 11'],
  ['ABB', 'AB'],
  ['Kim', 'Tim'],
  ['한빛전자', '한솔전자'],
  ['GmbH', 'AG'],
])('[M29] %s and %s are not', (left, right) => {
  expect(isLike(left, right)).toBe(false)
})

test('[M29] phones are compared as numbers, with country code, trunk zero and signs or without', () => {
  const digits = (text: string) => text.replace(/\D/g, '')
  const isSame = (left: string, right: string) => isSamePhone(phoneTail(digits(left))!, digits(right))
  expect(isSame('+49 30 1234567', '030/123 45 67')).toBe(true)
  expect(isSame('+49 (0)30 1234567', '0049301234567')).toBe(true)
  expect(isSame('02-312-3456', '+82 2 312 3456')).toBe(true)
  expect(isSame('+49 30 1234567', '+49 30 1234568')).toBe(false)
  expect(phoneTail('12345')).toBeNull()
})

test('[M29] a website is its host, and where everybody has pages or mail says nothing', () => {
  expect(companyHost('https://www.Acme.example/shop?x=1')).toBe('acme.example')
  expect(companyHost('acme.example:8443')).toBe('acme.example')
  expect(companyHost('facebook.com/acme')).toBe('')
  expect(companyHost('n/a')).toBe('')
  expect(companyHost('javascript:alert(1)')).toBe('')
  expect(companyMailDomain('mina@acme.example')).toBe('acme.example')
  for (const free of ['a@gmail.com', 'a@yahoo.co.uk', 'a@web.de', 'a@naver.com', 'a@t-online.de', 'nobody'])
    expect(companyMailDomain(free)).toBe('')
})
