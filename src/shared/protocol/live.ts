/** What a device says on the live lane (SYNC6): where it stands, then only that it is still there. */
import { z } from 'zod'
import { userIdSchema } from '../domain/ids.ts'
import { cursorSchema, kindsSchema } from './request.ts'

export const liveMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('follow'),
    userId: userIdSchema,
    protocol: z.number().int(),
    /** As in a `hello`. */
    kinds: kindsSchema,
    cursor: cursorSchema,
    accessVersion: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('alive') }),
])
export type LiveMessage = z.infer<typeof liveMessageSchema>
