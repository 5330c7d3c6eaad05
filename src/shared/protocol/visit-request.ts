import { z } from 'zod'
import { relationshipIdSchema, userIdSchema } from '../domain/ids.ts'
import { serviceIdSchema } from '../domain/service.ts'

/** In one request: more come with the next. */
export const mostVisits = 50

/** `POST /api/visits`: where somebody was, by their device's clock (H7). */
export const visitsSchema = z.object({
  /** Whose: they go only under their own session. */
  userId: userIdSchema,
  /** The device's clock while sending, ms. */
  sentAt: z.number(),
  visits: z
    .array(
      z.object({
        id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
        relationshipId: relationshipIdSchema,
        from: z.number(),
        to: z.number(),
        services: z.array(serviceIdSchema).max(40),
        madeOffline: z.boolean(),
      }),
    )
    .max(mostVisits),
})
export type VisitsRequest = z.infer<typeof visitsSchema>
