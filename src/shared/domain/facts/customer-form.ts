import { z } from 'zod'
import { accountFieldLimits, companySizes, industries, privateFieldLimits } from './account-field.ts'
import { managementTypeSchema } from '../relationship.ts'
import { managedServicesSchema } from '../service.ts'
import { emailSchema, personNameSchema } from '../user.ts'

const optionalText = (limit: number) => z.string().trim().max(limit, 'too-long')
const phone = z
  .string()
  .trim()
  .max(40, 'too-long')
  .refine((text) => text === '' || /^[+()\d][\d\s().\-/ext]{4,}$/i.test(text), 'phone')
const website = z
  .string()
  .trim()
  .max(accountFieldLimits.website, 'too-long')
  .refine((text) => text === '' || z.url({ protocol: /^https?$/ }).safeParse(withScheme(text)).success, 'website')

/** `acme.example` → `https://acme.example`; leaves a scheme that is there. */
export function withScheme(text: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
}

/**
 * Everything `ADD CUSTOMER` asks for (M6). Messages are codes (`required`, `too-long`, `email`, `phone` …)
 * that the UI turns into words; country-aware phone checks are warnings of the UI, never refusals.
 */
export const customerFormSchema = z.object({
  companyName: z.string().trim().min(1, 'required').max(accountFieldLimits.companyName, 'too-long'),
  companySize: z.enum(['', ...companySizes]),
  industry: z.enum(['', ...industries]),
  country: z.string().regex(/^[A-Z]{2}$/, 'required'),
  address1: optionalText(accountFieldLimits.address1),
  address2: optionalText(accountFieldLimits.address2),
  city: optionalText(accountFieldLimits.city),
  state: optionalText(accountFieldLimits.state),
  zip: optionalText(accountFieldLimits.zip),
  phone,
  website,
  contactFirstName: personNameSchema,
  contactLastName: personNameSchema,
  contactPhone: phone,
  workEmail: emailSchema,
  managementType: managementTypeSchema,
  services: managedServicesSchema,
  internalReference: optionalText(privateFieldLimits.internalReference),
})
export type CustomerForm = z.infer<typeof customerFormSchema>

export const emptyCustomerForm: CustomerForm = {
  companyName: '',
  companySize: '',
  industry: '',
  country: '',
  address1: '',
  address2: '',
  city: '',
  state: '',
  zip: '',
  phone: '',
  website: '',
  contactFirstName: '',
  contactLastName: '',
  contactPhone: '',
  workEmail: '',
  managementType: 'jointly',
  services: [],
  internalReference: '',
}
