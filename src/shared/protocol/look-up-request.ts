import { z } from 'zod'

/** Whatever somebody may take for a Customer ID. */
export const lookUpSchema = z.object({ customerId: z.string().max(100) })
