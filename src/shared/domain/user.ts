import { z } from 'zod'
import { organisationIdSchema, userIdSchema } from './ids.ts'
import { localeSchema, organisationKindSchema } from './organisation.ts'
import { cleanEmail } from './text/clean-email.ts'
import { cleanLine } from './text/clean-line.ts'

export const roleSchema = z.enum(['super-admin', 'admin'])
export type Role = z.infer<typeof roleSchema>

/** A first or a last name: some people have only one of the two. */
export const namePartSchema = z.string().overwrite(cleanLine).max(80, 'too-long')

/** For a form's `refine`: said together with whatever else is missing. */
export const nameRequired = { error: 'name-required', when: () => true }

export const emailSchema = z
  .string()
  .overwrite(cleanEmail)
  .min(1, 'required')
  .max(254, 'too-long')
  .pipe(z.email('email'))

/** Who is signed in, as the device keeps it for offline starts. */
export const signedInUserSchema = z.object({
  id: userIdSchema,
  email: z.string(),
  emailVerified: z.boolean(),
  firstName: z.string(),
  lastName: z.string(),
  /** Words this release doesn't know must not keep anybody out of what is on their device. */
  role: z.string(),
  /** What the person may do, by name; unknown to servers of the first release. */
  permissions: z.array(z.string()).optional(),
  /** Services whose consoles lie at addresses of their own (S1). */
  ownConsoles: z.array(z.string()).optional(),
  locale: localeSchema,
  organisationId: organisationIdSchema,
  organisationName: z.string(),
  organisationKind: organisationKindSchema,
})
export type SignedInUser = z.infer<typeof signedInUserSchema>

/** The answer of `GET /api/session`: one line of a person's own sessions. */
export const sessionSummarySchema = z.object({
  id: z.string(),
  current: z.boolean(),
  userAgent: z.string(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>
