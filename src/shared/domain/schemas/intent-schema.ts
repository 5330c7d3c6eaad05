/** What an edit's intents look like on the wire. */
import { z } from 'zod'
import { notesLimit } from '../facts/account-field.ts'
import { characterIdSchema, textRunSchema } from '../facts/activity-entry.ts'

const removedRunSchema = textRunSchema.extend({ after: characterIdSchema.nullable() })

export const intentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    field: z.string().max(80),
    before: z.string().max(20_000),
    after: z.string().max(20_000),
  }),
  z.object({
    kind: z.literal('text'),
    field: z.string().max(80),
    // Old notes are of as many pieces as there were keystrokes; erasing them names each.
    inserted: z.array(textRunSchema).max(notesLimit),
    deleted: z.array(removedRunSchema).max(notesLimit),
  }),
])
