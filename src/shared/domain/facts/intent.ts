/**
 * What a person meant by an edit, kept beside its bytes (PUSH4): enough to make the same edit again on
 * another state under another client id, and to show what was overwritten. Text is by Yjs position, never by index.
 */
import { z } from 'zod'
import { notesLimit } from './account-field.ts'
import { characterIdSchema, textRunSchema } from './activity-entry.ts'

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
export type Intent = z.infer<typeof intentSchema>
export type TextIntent = Extract<Intent, { kind: 'text' }>

/** The fields an edit sets, with the value it sets them to. */
export function intentValues(intents: readonly Intent[]): [field: string, value: string][] {
  return intents.flatMap((intent) => (intent.kind === 'set' ? [[intent.field, intent.after] as [string, string]] : []))
}

/** What a person typed and saw, for showing waiting or refused work. */
export function describeIntents(intents: readonly Intent[]): { field: string; before: string; after: string }[] {
  return intents.map((intent) =>
    intent.kind === 'set'
      ? { field: intent.field, before: intent.before, after: intent.after }
      : {
          field: intent.field,
          before: intent.deleted.map((run) => run.text).join(''),
          after: intent.inserted.map((run) => run.text).join(''),
        },
  )
}
