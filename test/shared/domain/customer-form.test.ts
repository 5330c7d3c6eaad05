import { describe, expect, test } from 'vitest'
import { accountFieldLimits } from '#shared/domain/account/account-field.ts'
import { customerFormSchema, type CustomerForm } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import { fieldErrorsOf } from '#shared/domain/refusal.ts'

const filled: CustomerForm = {
  ...emptyCustomerForm,
  companyName: 'Acme Brewing',
  country: 'DE',
  contactFirstName: 'Mina',
  contactLastName: 'Cho',
  workEmail: 'mina@acme.example',
  services: ['knox-manage'],
}

/** What the form says at each field; empty when it may be sent. */
function complaints(change: Partial<Record<keyof CustomerForm, unknown>>) {
  const parsed = customerFormSchema.safeParse({ ...filled, ...change })
  return parsed.success ? {} : fieldErrorsOf(parsed.error)
}

describe('ADD CUSTOMER', () => {
  test('[M6] takes what is filled in, trimmed, the email in lower case', () => {
    const parsed = customerFormSchema.parse({
      ...filled,
      companyName: '  Acme Brewing ',
      workEmail: ' Mina@ACME.example ',
    })
    expect([parsed.companyName, parsed.workEmail]).toEqual(['Acme Brewing', 'mina@acme.example'])
  })

  test('[M6] says at every required field that it is missing', () => {
    const parsed = customerFormSchema.safeParse(emptyCustomerForm)
    expect(fieldErrorsOf(parsed.error!)).toEqual({
      companyName: 'required',
      country: 'required',
      contactFirstName: 'name-required',
      workEmail: 'required',
      services: 'choose-service',
    })
  })

  test.each<[keyof CustomerForm, unknown, string]>([
    ['companyName', '   ', 'required'],
    ['companyName', 'x'.repeat(accountFieldLimits.companyName + 1), 'too-long'],
    ['companySize', '7', 'invalid'],
    ['industry', 'piracy', 'invalid'],
    ['country', 'Germany', 'required'],
    ['country', 'de', 'required'],
    ['address1', 'x'.repeat(161), 'too-long'],
    ['internalReference', 'x'.repeat(81), 'too-long'],
    ['phone', 'call me', 'phone'],
    ['phone', 'n/a', 'phone'],
    ['website', 'not a site', 'website'],
    ['website', 'javascript:alert(1)', 'website'],
    ['website', 'ftp://acme.example', 'website'],
    ['workEmail', 'mina@acme', 'email'],
    ['workEmail', 'mina', 'email'],
    ['managementType', 'partly', 'invalid'],
    ['services', [], 'choose-service'],
    ['services', ['knox-manage', 'knox-manage'], 'duplicate-service'],
    ['services', ['knox-teleport'], 'unknown-service'],
  ])('[M6] %s: %j is answered with %s', (field, value, code) => {
    expect(complaints({ [field]: value })).toEqual({ [field]: code })
  })

  test.each<[keyof CustomerForm, unknown]>([
    ['phone', ''],
    ['phone', '12'],
    ['phone', '+49 (9261) 12-34 ext. 5'],
    ['website', 'acme.example'],
    ['website', 'https://acme.example/shop?x=1'],
    ['companySize', '1000+'],
    ['industry', ''],
    ['services', ['knox-manage', 'knox-suite']],
  ])('[M6] %s may be %j', (field, value) => {
    expect(complaints({ [field]: value })).toEqual({})
  })
})
