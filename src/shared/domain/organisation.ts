import { z } from 'zod'
import { accountFieldLimits } from './account/account-field.ts'
import { cleanLine } from './text/clean-line.ts'

export const organisationKindSchema = z.enum(['msp', 'customer', 'reseller'])
export type OrganisationKind = z.infer<typeof organisationKindSchema>

export const localeSchema = z.enum(['en', 'de', 'ko'])
export type Locale = z.infer<typeof localeSchema>

export const companyNameSchema = z
  .string()
  .overwrite(cleanLine)
  .min(1, 'required')
  .max(accountFieldLimits.companyName, 'too-long')

/** ISO 3166 alpha-2 */
export const countrySchema = z.string().regex(/^[A-Z]{2}$/, 'required')

/** `mina.cho@acme.example` → `m•••@acme.example`: how people of another organisation are shown (M23). */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  if (at < 1) return '•••'
  return `${email[0]}•••${email.slice(at)}`
}
