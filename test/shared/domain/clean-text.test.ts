import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountFieldLimits } from '#shared/domain/account/account-field.ts'
import { customerFormSchema } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import { fieldErrorsOf } from '#shared/domain/refusal.ts'
import { cleanEmail } from '#shared/domain/text/clean-email.ts'
import { cleanField } from '#shared/domain/text/clean-field.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { cleanPhone } from '#shared/domain/text/clean-phone.ts'
import { doubtField } from '#shared/domain/text/doubt-field.ts'
import { websiteAddress } from '#shared/domain/text/website-address.ts'
import { emailSchema } from '#shared/domain/user.ts'

const acme = {
  ...emptyCustomerForm,
  companyName: 'Acme',
  country: 'DE',
  contactFirstName: 'Mina',
  workEmail: 'mina@acme.example',
  services: ['knox-suite'],
}

/** What the form makes of a value, or the code it answers. */
function entered(field: keyof typeof acme, value: string): unknown {
  const parsed = customerFormSchema.safeParse({ ...acme, [field]: value })
  return parsed.success ? parsed.data[field] : fieldErrorsOf(parsed.error)
}

describe('One line', () => {
  test.each([
    ['line breaks', 'Acme\r\n\u2028GmbH\u0085Süd', 'Acme GmbH Süd'],
    ['control characters', 'Ac\u0000me\u001b[31m\u007f', 'Acme[31m'],
    ['marks that turn the direction', '\u202Aevil\u202Egpj.exe\u2066\u200F', 'evilgpj.exe'],
    ['what takes no room', 'Ac\u00ADm\u200Be\uFEFF\u2060\u180E\u3164', 'Acme'],
    ['joiners that join nothing', 'Ac\u200Dme\u200C', 'Acme'],
    ['half an emoji', 'Acme \ud83d', 'Acme'],
    ['invisible letters for machines', 'Acme\u{E0069}\u{E0067}\u{E006E}', 'Acme'],
    ['blanks of any kind', '\u3000 Acme\u00a0\u202f\tGmbH  ', 'Acme GmbH'],
  ])('[FB10][FC12] %s fall away', (_what, typed, clean) => {
    expect(cleanLine(typed)).toBe(clean)
    expect(entered('companyName', typed)).toBe(clean)
    expect(entered('city', typed)).toBe(clean)
  })

  test.each(['می‌خواهم', 'क्‍ष', '👩‍💻', '❤️‍🔥', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '葛󠄀城市', 'O’Brien & Söhne – “Süd”', '한빛정보', 'שלום', '٣'])(
    '[FC12] %s is kept as it is',
    (text) => expect(cleanLine(text)).toBe(text),
  )

  test('[FB10] cleaning twice is cleaning once, never longer, and what is left has nothing invisible or broken', () => {
    const characters = fc.constantFrom(
      ...Array.from({ length: 0x250 }, (_, code) => String.fromCharCode(code)),
      ...'\u200b\u200c\u200d\u200e\u202a\u202e\u2028\u2066\ufeff\ufe0f\u3164\ud83d\udc69\u{1f3f4}\u{e0067}\u{e007f}\u0663\uff0b\uff13–−한क्',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.array(characters).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(texts, fc.constantFrom(...Object.keys(accountFieldLimits)), (text, field) => {
        const clean = cleanField(field, text)
        expect(cleanField(field, clean)).toBe(clean)
        expect(clean.length).toBeLessThanOrEqual(text.length)
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u200b\ufeff]/u)
        expect(clean).toBe(clean.trim())
      }),
      { numRuns: 200 },
    )
  })
})

describe('A phone number', () => {
  test.each([
    ['\u202a+49 30 123456\u202c', '+49 30 123456'],
    ['+49 30–123−45‑6', '+49 30-123-45-6'],
    ['(+49) 30 123456', '(+49) 30 123456'],
    ['+49 30 123456 #12', '+49 30 123456 #12'],
    ['+49 30 123456 ext. 12', '+49 30 123456 ext. 12'],
    ["'+49 30 123456", '+49 30 123456'],
    ['’030 123456', '030 123456'],
    ['tel:+4930123456', '+4930123456'],
    ['＋８２ ２ １２３４ ５６７８', '+82 2 1234 5678'],
    ['٠٣٠ ١٢٣٤٥٦', '030 123456'],
    ['+49\u00a030\u200b 123456', '+49 30 123456'],
  ])('[FC12] %j is taken as %j, without a doubt', (typed, clean) => {
    expect(cleanPhone(typed)).toBe(clean)
    expect(entered('phone', typed)).toBe(clean)
    expect(doubtField('phone', clean)).toBeNull()
  })

  test.each(['12', '+49', '1-800-FLOWERS', 'call 030 123456', '030 123456 / 030 654321 Mina'])(
    '[FC12] %j is taken and doubted',
    (typed) => {
      expect(entered('contactPhone', typed)).toBe(typed)
      expect(doubtField('contactPhone', typed)).toBe('phone')
    },
  )

  test.each(['abc', 'n/a', '---'])('[FC12] %j can’t be one', (typed) => {
    expect(entered('phone', typed)).toEqual({ phone: 'phone' })
  })
})

describe('A website', () => {
  test.each([
    'acme.example',
    'acme.example:8443/shop',
    'https://acme.example/?a=b',
    'müller.example',
    '192.168.0.10:8080',
    'http://[::1]/',
  ])('[FC12] %j is taken without a doubt', (typed) => {
    expect(entered('website', typed)).toBe(typed)
    expect(doubtField('website', typed)).toBeNull()
    expect(websiteAddress(typed)?.protocol).toMatch(/^https?:$/)
  })

  test.each(['n/a', '@acme', 'host:8443/path', 'intranet', 'https://bank.example@evil.example'])(
    '[FC12] %j is taken and doubted',
    (typed) => {
      expect(entered('website', typed)).toBe(typed)
      expect(doubtField('website', typed)).toBe('website')
    },
  )

  test.each([
    'javascript:alert(1)',
    'JavaScript:1',
    'java\u200bscript:alert(1)',
    'data:text/html,x',
    'mailto:a@b.example',
    'ftp://acme.example',
    'not a site',
  ])('[FB10] %j is no address of the web and never a link', (typed) => {
    expect(entered('website', typed)).toEqual({ website: 'website' })
    expect(websiteAddress(cleanLine(typed))).toBeNull()
  })
})

describe('An email address', () => {
  test.each([
    ['\u200e mina@acme.example\u202c', 'mina@acme.example'],
    ['Mina Cho <Mina@ACME.example>', 'mina@acme.example'],
    ['"Cho, Mina" <mina@acme.example>;', 'mina@acme.example'],
    ['<mina@acme.example>', 'mina@acme.example'],
    ['mailto:mina@acme.example?subject=Hello', 'mina@acme.example'],
    ['mina@acme.example,', 'mina@acme.example'],
    ['mina@acme.example.', 'mina@acme.example'],
    ['ｍｉｎａ＠acme.example', 'mina@acme.example'],
    ['info@müller.example', 'info@xn--mller-kva.example'],
    ['info@MÜLLER.example', 'info@xn--mller-kva.example'],
    ['info@XN--MLLER-KVA.example', 'info@xn--mller-kva.example'],
  ])('[FC12] %j is %s', (typed, address) => {
    expect(cleanEmail(typed)).toBe(address)
    expect(entered('workEmail', typed)).toBe(address)
    expect(cleanEmail(address)).toBe(address)
  })

  test.each(['mina', 'mina@', 'mina@acme', '@acme.example', 'mina@acme.example, jo@acme.example', 'mina@ü/x.example'])(
    '[FC12] %j can’t be one',
    (typed) => expect(emailSchema.safeParse(typed).success).toBe(false),
  )
})

test('[FC12] a contact may have one name only, not none', () => {
  expect(entered('contactFirstName', 'Mina')).toBe('Mina')
  expect(customerFormSchema.safeParse({ ...acme, contactFirstName: '', contactLastName: 'Cho' }).success).toBe(true)
  expect(entered('contactFirstName', ' \u200b')).toEqual({ contactFirstName: 'name-required' })
})
