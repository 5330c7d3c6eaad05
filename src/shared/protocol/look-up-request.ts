import { z } from 'zod'
import { changeIdSchema } from '../domain/ids.ts'

/** Whatever somebody may take for a Customer ID. */
export const lookUpSchema = z.object({ customerId: z.string().max(100) })

/** Whatever somebody may take for a Reseller ID (M22). */
export const lookUpResellerSchema = z.object({ resellerId: z.string().max(100) })
export const shownResellerSchema = z.object({ name: z.string() })
export type ShownReseller = z.infer<typeof shownResellerSchema>

/** `POST /api/changes/text-before`: what a text of a closed document said before and after a change of it (H3). */
export const textBeforeSchema = z.object({ id: changeIdSchema })
export const textBeforeAnswerSchema = z.object({ before: z.string(), after: z.string() })
export type TextBefore = z.infer<typeof textBeforeAnswerSchema>
