/** `POST /api/changes/older`: the log from before what devices hold (M23, DOC4), newest first, a page at a time. */
import { z } from 'zod'
import type { ActivityDetail, ChangeRecord } from '../domain/document/change-record.ts'
import { changeIdSchema, relationshipIdSchema } from '../domain/ids.ts'

export const olderChangesSchema = z.object({
  /** Null: of everything the reader may see. */
  relationshipId: relationshipIdSchema.nullable(),
  /** The last one that is known. */
  before: z.object({ receivedAt: z.number(), id: changeIdSchema }).nullable(),
})
export type OlderChangesQuestion = z.infer<typeof olderChangesSchema>

/** What is in them was checked when it was logged; a newer server's detail may be unknown here. */
export const olderChangesAnswerSchema = z.object({
  changes: z.array(
    z.object({
      id: changeIdSchema,
      documentId: z.string().nullable(),
      relationshipId: relationshipIdSchema.nullable(),
      actor: z.object({
        organisationId: z.string(),
        organisationName: z.string(),
        userId: z.string().nullable(),
        person: z.string(),
      }),
      at: z.number(),
      receivedAt: z.number(),
      detail: z.custom<ActivityDetail>((detail) => typeof (detail as { type?: unknown } | null)?.type === 'string'),
      undoes: changeIdSchema.nullable(),
    }),
  ) as unknown as z.ZodType<ChangeRecord[]>,
  hasMore: z.boolean(),
})
export type OlderChanges = z.infer<typeof olderChangesAnswerSchema>
