/** Who is a customer's contact, as it is typed and as it is sent. */
import { z } from 'zod'
import { localeSchema } from '../organisation.ts'
import { isNamed, isNameMissing } from '../sign-in-forms.ts'
import { emailSchema, namePartSchema } from '../user.ts'

export const contactShape = {
  firstName: namePartSchema,
  lastName: namePartSchema,
  workEmail: emailSchema,
  /** Of the mails to them. */
  locale: localeSchema,
}

export const contactFormSchema = z.object(contactShape).refine(isNamed, isNameMissing)
