import { z } from 'zod'
import {
  changeIdSchema,
  documentIdSchema,
  itemIdSchema,
  organisationIdSchema,
  relationshipIdSchema,
  userIdSchema,
} from '../ids.ts'

/** A character's place in a Yjs text: stable whatever is typed around it. */
export const characterIdSchema = z.object({
  client: z.number().int().nonnegative(),
  clock: z.number().int().nonnegative(),
})
export type CharacterId = z.infer<typeof characterIdSchema>

/** A run of characters that were typed or removed; `after` is the character to their left, null at the start. */
export const textRunSchema = z.object({ id: characterIdSchema, after: characterIdSchema.nullable(), text: z.string() })
export type TextRun = z.infer<typeof textRunSchema>

/** Facts that consent and decisions leave behind; past tense, also the consent timeline (H6). */
export const decisionEvents = [
  'customer-added',
  'invitation-sent',
  'invitation-reminded',
  'invitation-renewed',
  'invitation-declined',
  'customer-registered',
  'delink-requested',
  'delink-reminded',
  'delink-withdrawn',
  'delink-accepted',
  'delink-rejected',
] as const
export const decisionEventSchema = z.enum(decisionEvents)
export type DecisionEvent = z.infer<typeof decisionEventSchema>

export const activityDetailSchema = z.discriminatedUnion('type', [
  /** A field got a new value. `unseen`: the writer had not seen `before`, so somebody's value was overwritten. */
  z.object({ type: z.literal('field'), field: z.string(), before: z.string(), after: z.string(), unseen: z.boolean() }),
  /** An edit that arrived after a later one: its value lost, the field kept `kept` (H1). */
  z.object({ type: z.literal('field-lost'), field: z.string(), lost: z.string(), kept: z.string() }),
  z.object({
    type: z.literal('text'),
    field: z.string(),
    inserted: z.array(textRunSchema),
    deleted: z.array(textRunSchema),
  }),
  z.object({ type: z.literal('decision'), event: decisionEventSchema }),
])
export type ActivityDetail = z.infer<typeof activityDetailSchema>

/** Who did it, as the reader may see them: by name inside the organisation, masked outside it (M23). */
export const activityActorSchema = z.object({
  organisationId: organisationIdSchema,
  organisationName: z.string(),
  /** Null for people of another organisation and for Tandem itself. */
  userId: userIdSchema.nullable(),
  person: z.string(),
})
export type ActivityActor = z.infer<typeof activityActorSchema>

/** One line of `Activity` (H2), built per reading organisation from the server's own change log (DOC4). */
export const activityEntrySchema = z.object({
  id: changeIdSchema,
  documentId: documentIdSchema.nullable(),
  relationshipId: relationshipIdSchema.nullable(),
  customerId: organisationIdSchema,
  customerName: z.string(),
  actor: activityActorSchema,
  /** When it was done, by the server's reckoning (DOC3), ms since the epoch. */
  at: z.number(),
  /** When the server took it; much later than `at` means it was made offline. */
  receivedAt: z.number(),
  detail: activityDetailSchema,
  /** The change this one takes back. */
  undoes: changeIdSchema.nullable(),
  /** The pushed item it came from; lets the writing device match it. */
  itemId: itemIdSchema.nullable(),
})
export type ActivityEntry = z.infer<typeof activityEntrySchema>
