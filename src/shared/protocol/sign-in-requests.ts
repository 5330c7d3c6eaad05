/** JSON bodies and answers of the few requests that aren't sync: first run, signing in, registering. */
import { exportFormats } from '../domain/former/former-relationship.ts'
import { z } from 'zod'
import { apiKeySummarySchema } from '../domain/access/api-key.ts'
import { auditEntrySchema } from '../domain/audit-entry.ts'
import { organisationIdSchema } from '../domain/ids.ts'
import { companyNameSchema, localeSchema, organisationKindSchema } from '../domain/organisation.ts'
import { emailSchema, namePartSchema, sessionSummarySchema, signedInUserSchema } from '../domain/user.ts'
import { isGuessable, passwordSchema } from '../domain/password.ts'
import {
  addressFormSchema,
  codeFormSchema,
  codeSchema,
  givenPasswordSchema,
  isNamed,
  isNameMissing,
  passwordFormSchema,
  profileFormSchema,
  signInFormSchema,
  signUpFormSchema,
} from '../domain/sign-in-forms.ts'
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
export const signInSchema = signInFormSchema.extend({
  /** Where the answer was that one is needed. */
  code: codeSchema.optional(),
})
export type SignInForm = z.infer<typeof signInSchema>
export const sessionAnswerSchema = z.object({
  user: signedInUserSchema,
  /** Of a second factor that this sign-in began with; told once. */
  recoveryCodes: z.array(z.string()).optional(),
})

/** `POST /api/session/purged`, by a device that deleted so much unsent work, because its person is blocked. */
export const purgedSchema = z.object({ count: z.number().int().min(0).max(1_000_000) })

/** `POST /api/session/second-factor`, by whoever must have one and has none: a secret for their app. `POST /api/profile/second-factor`: the same. */
export const secondFactorSecretSchema = z.object({ secret: z.string(), uri: z.string() })
export type SecondFactorSecret = z.infer<typeof secondFactorSecretSchema>
/** `GET /api/profile/second-factor` */
export const secondFactorViewSchema = z.object({
  isOn: z.boolean(),
  /** The organisation asks for one. */
  isRequired: z.boolean(),
  recoveryCodesLeft: z.number(),
})
export type SecondFactorView = z.infer<typeof secondFactorViewSchema>
/** What `POST /api/profile/second-factor/confirm` and `…/recovery-codes` answer. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) })
/** `POST /api/organisation/sign-in`, and what `GET` answers: how its people sign in. */
export const signInRulesSchema = z.object({ requiresSecondFactor: z.boolean() })
export type SignInRules = z.infer<typeof signInRulesSchema>

/** `GET /api/session`: who this cookie is, and nothing is changed by asking. */
export const sessionsAnswerSchema = z.object({ sessions: z.array(sessionSummarySchema) })

const link = z.string().min(20).max(200)

/** `POST /api/password/forgot`: answered alike whether or not anybody has this address. */
export const forgotPasswordSchema = addressFormSchema
/** `POST /api/password/look-up` takes {@link linkSchema} and answers whose password the link sets. */
export const resetViewSchema = z.object({ email: z.string() })
/** `POST /api/password/reset` */
export const resetPasswordSchema = z.object({ link, password: passwordSchema })

/** `POST /api/sign-up`, of a company without an MSP (C2): answered alike whether or not anybody has this address. */
export const signUpSchema = z.object({ ...signUpFormSchema.shape, locale: localeSchema }).refine(isNamed, isNameMissing)
export type SignUpForm = z.infer<typeof signUpSchema>
/** `POST /api/sign-up/look-up` takes {@link linkSchema} and answers what was entered. */
export const signUpViewSchema = z.object({
  companyName: z.string(),
  country: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  expiresAt: z.number(),
})
export type SignUpView = z.infer<typeof signUpViewSchema>
/** `POST /api/sign-up/complete` */
export const completeSignUpSchema = z.object({ link, password: passwordSchema, locale: localeSchema })
export type CompleteSignUpForm = z.infer<typeof completeSignUpSchema>

/** `GET /api/session/proof`: whether its person has shown lately that it is still they, and whether a code would show it, too. */
export const proofAnswerSchema = z.object({ isRecent: z.boolean(), hasSecondFactor: z.boolean().default(false) })
export type ProofView = z.infer<typeof proofAnswerSchema>
/** `POST /api/session/proof`: shows it, by the password or by a code of the second factor. */
export const proofSchema = z.union([passwordFormSchema, codeFormSchema])
export type Proof = z.infer<typeof proofSchema>
/** `POST /api/profile/second-factor/off` */
export const turnOffSchema = passwordFormSchema

/** `GET /api/profile/api-keys`, and what `POST` answers: the key itself is told once. */
export const apiKeysSchema = z.object({ keys: z.array(apiKeySummarySchema) })
export const apiKeyMadeSchema = z.object({ secret: z.string(), key: apiKeySummarySchema })

/** `POST /api/profile`; answers {@link sessionAnswerSchema}. */
export const profileSchema = profileFormSchema
export type ProfileForm = z.infer<typeof profileSchema>
/** `POST /api/profile/password` */
export const changePasswordSchema = z.object({ currentPassword: givenPasswordSchema, password: passwordSchema })
/** `POST /api/profile/email`: answered alike whether or not somebody has the address. Its mail's link: `…/confirm`. */
export const changeEmailSchema = addressFormSchema

/** `POST /api/audit`: entries of one event or of all, before the last one that is known. */
export const auditQuestionSchema = z.object({
  event: z.string().max(60).nullable(),
  before: z.object({ at: z.number(), id: z.string().max(60) }).nullable(),
})
export type AuditQuestion = z.infer<typeof auditQuestionSchema>
export const auditAnswerSchema = z.object({ entries: z.array(auditEntrySchema), hasMore: z.boolean() })
/** `POST /api/audit/export` */
export const auditExportSchema = auditQuestionSchema.pick({ event: true })
export const auditExportAnswerSchema = auditAnswerSchema.pick({ entries: true })

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

/** `POST /api/person-invitation/look-up`, of somebody's colleague to be; `POST /api/appointment/look-up`, of a super admin to be. */
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
  /** They have one here already, which gets another password. */
  hasAccount: z.boolean().default(false),
})
export type PersonInvitationView = z.infer<typeof personInvitationViewSchema>

/** `GET /api/appointment`: who is to become super admin of the reader's organisation. `POST /api/appointment/stop` stops it, `…/stop-by-link` by a mail's link. */
export const openAppointmentSchema = z.object({ name: z.string(), email: z.string(), dueAt: z.number() })
export type OpenAppointment = z.infer<typeof openAppointmentSchema>
export const openAppointmentAnswerSchema = z.object({ open: openAppointmentSchema.nullable() })

/** `GET /api/releases`: customers that the operator gives back to their people (C8). `POST /api/releases/stop` stops one, `…/stop-by-link` by a mail's link. */
export const openReleaseSchema = z.object({ id: z.string(), customerId: organisationIdSchema, dueAt: z.number() })
export type OpenRelease = z.infer<typeof openReleaseSchema>
export const openReleasesAnswerSchema = z.object({ open: z.array(openReleaseSchema) })
/** `POST /api/former/export` */
export const exportQuestionSchema = z.object({ id: z.string().max(64), format: z.enum(exportFormats) })

export const stopReleaseSchema = z.object({ id: z.string().max(64) })

/** `POST /api/invitation/register` and `POST /api/person-invitation/register`. `POST /api/invitation/decline` and `POST /api/verify-email` take {@link linkSchema}. */
export const registerSchema = z
  .object({
    link,
    firstName: namePartSchema,
    lastName: namePartSchema,
    password: passwordSchema,
    locale: localeSchema,
    /** Of an invited company: the services that its page listed. An earlier app doesn't say. */
    agreedServices: z.array(z.string().max(100)).max(100).optional(),
  })
  .refine(isNamed, isNameMissing)
export type RegisterForm = z.infer<typeof registerSchema>
