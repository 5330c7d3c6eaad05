import type { AccountField, PrivateField } from '#shared/domain/account/account-field.ts'
import { industries, textLimits } from '#shared/domain/account/account-field.ts'
import { doubtField } from '#shared/domain/text/doubt-field.ts'
import { getLocale, locales } from '../../../i18n/compiled/runtime.js'
import * as m from '../../../i18n/compiled/messages.js'
import { alertChangeWords, alertFieldLabel, alertValueWords } from './alert-words.ts'
import { serviceName } from '../customer-list/customer-row.ts'
import { managementTypeWords } from './status-words.ts'

type NamedField =
  | AccountField
  | PrivateField
  | 'notes'
  | 'privateNotes'
  | 'tags'
  | 'workEmail'
  | 'managementType'
  | 'mailLanguage'
  | 'services'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'password'
  | 'confirmPassword'
  | 'role'
  | 'details'
  | 'resellerContact'
  | 'salesRepresentative'
  | 'businessContext'
  | 'ticketText'
  | 'currentPassword'
  | 'code'
  | 'locale'
  | 'partyId'
  | 'reference'
  | LicenceField

/** Of a licence's form, in the outbox without what it is a form of. */
type LicenceField = 'key' | 'name' | 'service' | 'type' | 'seats' | 'startsOn' | 'endsOn'

const labels: Record<NamedField, () => string> = {
  companyName: m.field_company_name,
  companySize: m.field_company_size,
  industry: m.field_industry,
  country: m.field_country,
  address1: m.field_address1,
  address2: m.field_address2,
  city: m.field_city,
  state: m.field_state,
  zip: m.field_zip,
  phone: m.field_phone,
  website: m.field_website,
  contactFirstName: m.field_contact_first_name,
  contactLastName: m.field_contact_last_name,
  contactPhone: m.field_contact_phone,
  notes: m.field_notes,
  privateNotes: m.field_private_notes,
  internalReference: m.field_internal_reference,
  tags: m.field_tags,
  workEmail: m.field_work_email,
  managementType: m.field_management_type,
  mailLanguage: m.field_mail_language,
  services: m.field_services,
  firstName: m.field_first_name,
  lastName: m.field_last_name,
  email: m.field_work_email,
  password: m.field_password,
  confirmPassword: m.field_confirm_password,
  role: m.field_role,
  details: m.field_details,
  resellerContact: m.field_reseller_contact,
  salesRepresentative: m.field_sales_representative,
  businessContext: m.field_business_context,
  ticketText: m.field_ticket_text,
  currentPassword: m.field_current_password,
  code: m.field_code,
  locale: m.field_mail_language,
  partyId: m.reseller_add_id,
  reference: m.reseller_reference,
  key: m.licence_key,
  name: m.licence_name,
  service: m.licence_service,
  type: m.licence_type,
  seats: m.licence_seats,
  startsOn: m.licence_starts,
  endsOn: m.licence_ends,
}

const tagPrefix = 'tag:'

/** A field's label; `tag:…` keys are named after their tag, a newer server's fields after themselves. */
export function fieldLabel(field: string): string {
  if (Object.hasOwn(labels, field)) return labels[field as NamedField]()
  if (field.startsWith(tagPrefix)) return m.field_tag_named({ tag: field.slice(tagPrefix.length) })
  return alertFieldLabel(field) ?? field
}

const errors = {
  required: m.field_error_required,
  'name-required': m.field_error_name_required,
  email: m.field_error_email,
  phone: m.field_error_phone,
  website: m.field_error_website,
  'password-short': m.field_error_password_short,
  'password-common': m.field_error_password_common,
  'passwords-differ': m.field_error_passwords_differ,
  'wrong-password': m.field_error_wrong_password,
  'second-factor-wrong': m.refusal_second_factor_wrong,
  'choose-service': m.field_error_choose_service,
  'unknown-service': m.field_error_unknown_service,
  'duplicate-service': m.field_error_duplicate_service,
  'email-taken': m.field_error_email_taken,
  'email-invited': m.field_error_email_invited,
  'email-shared': m.field_error_email_shared,
  'alternate-email': m.field_error_alternate_email,
  'already-here': m.field_error_already_here,
  'already-invited': m.field_error_already_invited,
  'choose-customer': m.field_error_choose_customer,
  'name-taken': m.field_error_name_taken,
  'invalid-picture': m.field_error_invalid_picture,
  'licence-key': m.field_error_licence_key,
  'key-registered': m.refusal_key_registered,
  seats: m.field_error_seats,
  'seats-assigned': m.refusal_seats_assigned,
  date: m.field_error_date,
  'ends-before-start': m.field_error_ends_before_start,
  invalid: m.field_error_invalid,
}
export type FieldErrorCode = keyof typeof errors

/** Words for a code of FieldErrors, saying what to do; empty for none, so that it can be passed on as it is. */
export function fieldErrorWords(code: string | undefined, field = '', text = ''): string {
  if (code === undefined) return ''
  const limit = textLimits[field]
  if (code === 'too-long' && limit !== undefined) return m.field_error_too_long({ limit, count: text.length })
  return (Object.hasOwn(errors, code) ? errors[code as FieldErrorCode] : errors.invalid)()
}

/** A doubt that keeps nobody from saving, in words; empty for none. `text` is cleaned. */
export function fieldDoubtWords(field: string, text: string): string {
  const doubt = doubtField(field, text)
  if (doubt === null) return ''
  return doubt === 'phone' ? m.field_doubt_phone() : m.field_doubt_website()
}

const industryLabels: Record<(typeof industries)[number], () => string> = {
  agriculture: m.industry_agriculture,
  construction: m.industry_construction,
  education: m.industry_education,
  energy: m.industry_energy,
  finance: m.industry_finance,
  government: m.industry_government,
  healthcare: m.industry_healthcare,
  hospitality: m.industry_hospitality,
  logistics: m.industry_logistics,
  manufacturing: m.industry_manufacturing,
  media: m.industry_media,
  retail: m.industry_retail,
  services: m.industry_services,
  technology: m.industry_technology,
  other: m.industry_other,
}

export function industryWords(industry: string): string {
  return Object.hasOwn(industryLabels, industry) ? industryLabels[industry as keyof typeof industryLabels]() : industry
}

/** `DE` → `Germany`, by the browser's own names; the code itself where it knows none. */
export function countryWords(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames([getLocale()], { type: 'region' }).of(code) ?? code
}

/** A stored value as a person reads it: codes become names, nothing becomes "(empty)". */
export function fieldValueWords(field: string, value: string): string {
  const alert = alertValueWords(field, value)
  if (alert !== null) return alert
  if (value === '') return m.field_value_empty()
  if (field === 'industry') return industryWords(value)
  if (field === 'country') return countryWords(value)
  if (field === 'service') return serviceName(value)
  if (field === 'managementType') return managementTypeWords(value)
  const language = field === 'mailLanguage' && locales.find((locale) => locale === value)
  if (language) return m.language_name({}, { locale: language })
  return value
}

/** A change of a field in words: `Tag “gold” added`, `Alerts “Battery” go to …`; null where the two values themselves say it. */
export function fieldChangeWords(field: string, after: string): string | null {
  if (!field.startsWith(tagPrefix)) return alertChangeWords(field, after)
  const tag = field.slice(tagPrefix.length)
  return after === '' ? m.field_tag_removed({ tag }) : m.field_tag_added({ tag })
}
