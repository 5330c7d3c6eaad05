/**
 * What the forms of a visitor, and of a person's own profile, ask for. Messages are codes (`required`, `email`, `passwords-differ` …) that the UI turns into
 * words; all that is wrong is said at once. Pages load this while they are filled in: a start needs no schemas.
 */
import { z } from 'zod'
import { companyNameSchema, countrySchema, localeSchema } from './organisation.ts'
import { passwordSchema } from './password.ts'
import { hasName } from './text/person-name.ts'
import { emailSchema, namePartSchema, nameRequired } from './user.ts'

const named = { firstName: namePartSchema, lastName: namePartSchema }
const newPassword = { password: passwordSchema, confirmPassword: z.string().min(1, 'required') }

export const isNamed = (form: { firstName: string; lastName: string }) => hasName(form.firstName, form.lastName)
export const isNameMissing = { ...nameRequired, path: ['firstName'] }

/** A new password is entered twice: for a form's `refine`. */
const isSameTwice = (form: { password: string; confirmPassword: string }) => form.password === form.confirmPassword
const passwordsDiffer = { error: 'passwords-differ', path: ['confirmPassword'], when: () => true }

/** As it was set, whatever rules there were then. */
export const givenPasswordSchema = z.string().min(1, 'required').max(200, 'too-long')
/** Of a second factor: from the app, or a recovery code. */
export const codeSchema = z.string().trim().min(1, 'required').max(40, 'too-long')

export const signInFormSchema = z.object({ email: emailSchema, password: givenPasswordSchema })
export const codeFormSchema = z.object({ code: codeSchema })
export const passwordFormSchema = z.object({ password: givenPasswordSchema })
export const addressFormSchema = z.object({ email: emailSchema })

export const newPasswordFormSchema = z.object(newPassword).refine(isSameTwice, passwordsDiffer)
export const changePasswordFormSchema = z
  .object({ currentPassword: givenPasswordSchema, ...newPassword })
  .refine(isSameTwice, passwordsDiffer)
export const profileFormSchema = z.object({ ...named, locale: localeSchema }).refine(isNamed, isNameMissing)

export const registerFormSchema = z
  .object({ ...named, ...newPassword })
  .refine(isNamed, isNameMissing)
  .refine(isSameTwice, passwordsDiffer)

export const setUpFormSchema = z
  .object({ companyName: companyNameSchema, ...named, email: emailSchema, ...newPassword })
  .refine(isNamed, isNameMissing)
  .refine(isSameTwice, passwordsDiffer)

/** Checked as `ADD CUSTOMER` checks the same (C2). */
export const signUpFormSchema = z
  .object({ companyName: companyNameSchema, country: countrySchema, ...named, email: emailSchema })
  .refine(isNamed, isNameMissing)
