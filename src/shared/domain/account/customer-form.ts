import { z } from 'zod'
import { accountFieldLimits, companySizes, industries, privateFieldLimits } from './account-field.ts'
import { companyNameSchema, countrySchema, localeSchema } from '../organisation.ts'
import { managementTypeSchema } from '../relationship.ts'
import { managedServicesSchema } from '../service.ts'
import { emailSchema, namePartSchema, nameRequired } from '../user.ts'
import { cleanLine } from '../text/clean-line.ts'
import { canBePhone, cleanPhone } from '../text/clean-phone.ts'
import { hasName } from '../text/person-name.ts'
import { websiteAddress } from '../text/website-address.ts'

const optionalText = (limit: number) => z.string().overwrite(cleanLine).max(limit, 'too-long')
const phone = z.string().overwrite(cleanPhone).max(accountFieldLimits.phone, 'too-long').refine(canBePhone, 'phone')
const website = optionalText(accountFieldLimits.website).refine(
  (text) => text === '' || websiteAddress(text) !== null,
  'website',
)

/**
 * Everything `ADD CUSTOMER` asks for (M6). Messages are codes (`required`, `too-long`, `email`, `phone` …)
 * that the UI turns into words. Only what can't be right is refused; what looks odd is a doubt of the UI's.
 */
export const customerFormSchema = z
  .object({
    companyName: companyNameSchema,
    companySize: z.enum(['', ...companySizes]),
    industry: z.enum(['', ...industries]),
    country: countrySchema,
    address1: optionalText(accountFieldLimits.address1),
    address2: optionalText(accountFieldLimits.address2),
    city: optionalText(accountFieldLimits.city),
    state: optionalText(accountFieldLimits.state),
    zip: optionalText(accountFieldLimits.zip),
    phone,
    website,
    contactFirstName: namePartSchema,
    contactLastName: namePartSchema,
    contactPhone: phone,
    workEmail: emailSchema,
    managementType: managementTypeSchema,
    services: managedServicesSchema,
    internalReference: optionalText(privateFieldLimits.internalReference),
    /** Of the invitation; empty: as the country suggests. */
    mailLanguage: z.enum(['', ...localeSchema.options]),
  })
  .refine(({ contactFirstName, contactLastName }) => hasName(contactFirstName, contactLastName), {
    ...nameRequired,
    path: ['contactFirstName'],
  })
export type CustomerForm = z.infer<typeof customerFormSchema>
