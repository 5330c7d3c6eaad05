import { z } from 'zod'

/** Stored states; `expired` is read from the deadline, see `invitationStateAt`. */
export const invitationStateSchema = z.enum(['waiting', 'sent', 'registered', 'declined', 'revoked'])

export const invitationSummarySchema = z.object({
  id: z.string(),
  state: invitationStateSchema,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  /** When the first mail server accepted it; null while it waits. */
  sentAt: z.number().nullable(),
  /** Mails handed over for this invitation, the first included. */
  sentCount: z.number(),
  expiresAt: z.number().nullable(),
  /** Last delivery trouble in the mail server's words; null when none. */
  troubleAt: z.number().nullable(),
})
