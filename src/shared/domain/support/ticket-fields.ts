import { z } from 'zod'
import { serviceIdSchema } from '../service.ts'
import { cleanText } from '../text/clean-text.ts'
import { ticketTextLimit } from './support-ticket.ts'

/** What is written into a ticket (M15). */
export const ticketFields = {
  service: serviceIdSchema,
  ticketText: z.string().overwrite(cleanText).min(1, 'required').max(ticketTextLimit, 'too-long'),
}
export const ticketSchema = z.object(ticketFields)
