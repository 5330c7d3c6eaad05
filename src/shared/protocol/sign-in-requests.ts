/** JSON bodies and answers of the few requests that aren't sync: first run, signing in, registering. */
import { z } from 'zod'
import { companyNameSchema, localeSchema, organisationKindSchema } from '../domain/organisation.ts'
import { emailSchema, namePartSchema, sessionSummarySchema, signedInUserSchema } from '../domain/user.ts'
import { isGuessable, passwordSchema } from '../domain/password.ts'
import { isNamed, isNameMissing, signInFormSchema } from '../domain/sign-in-forms.ts'
import { fieldErrorsSchema, receivedRefusalCodeSchema } from '../domain/refusal.ts'

export const failureSchema = z.object({
  error: z.object({
    code: receivedRefusalCodeSchema,
    fields: fieldErrorsSchema.optional(),
    retryAfterS: z.number().optional(),
  }),
})

/** `POST /api/setup`; `GET /api/setup` answers whether it is open, and whether the asker has shown the operator's key. */
export const setUpSchema = z
  .object({
    companyName: companyNameSchema,
    firstName: namePartSchema,
    lastName: namePartSchema,
    email: emailSchema,
    password: passwordSchema,
    locale: localeSchema,
  })
  .refine(isNamed, isNameMissing)
  .refine(
    ({ password, companyName, email, firstName, lastName }) =>
      !isGuessable(password, [companyName, email, firstName, lastName]),
    { path: ['password'], error: 'password-common' },
  )
export type SetUpForm = z.infer<typeof setUpSchema>
export const setUpStateSchema = z.object({ open: z.boolean(), allowed: z.boolean() })

/** `POST /api/session`; also what it, setup and registration answer. */
export const signInSchema = signInFormSchema
export const sessionAnswerSchema = z.object({ user: signedInUserSchema })

/** `GET /api/session`: who this cookie is, and nothing is changed by asking. */
export const sessionsAnswerSchema = z.object({ sessions: z.array(sessionSummarySchema) })

const link = z.string().min(20).max(200)

/** `POST /api/invitation/look-up`: what the link's page shows. A link is in the body, never decided by GET. */
export const linkSchema = z.object({ link })
export const invitationViewSchema = z.object({
  mspName: z.string(),
  companyName: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  services: z.array(z.string()),
  expiresAt: z.number().nullable(),
  replyTo: z.string(),
  /** The MSP managed the account alone before: what it did then stays its own. */
  isConverted: z.boolean().default(false),
})
export type InvitationView = z.infer<typeof invitationViewSchema>

/** `POST /api/person-invitation/look-up`, of somebody's colleague to be. */
export const personInvitationViewSchema = z.object({
  organisationName: z.string(),
  organisationKind: organisationKindSchema,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  role: z.string(),
  ownRole: z.string().nullable(),
  details: z.string(),
  expiresAt: z.number().nullable(),
  replyTo: z.string(),
})
export type PersonInvitationView = z.infer<typeof personInvitationViewSchema>

/** `POST /api/invitation/register` and `POST /api/person-invitation/register`. `POST /api/invitation/decline` and `POST /api/verify-email` take {@link linkSchema}. */
export const registerSchema = z
  .object({
    link,
    firstName: namePartSchema,
    lastName: namePartSchema,
    password: passwordSchema,
    locale: localeSchema,
  })
  .refine(isNamed, isNameMissing)
export type RegisterForm = z.infer<typeof registerSchema>
