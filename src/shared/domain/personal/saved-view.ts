import { z } from 'zod'
import { cleanLine } from '../text/clean-line.ts'
import { randomIdSchema } from '../ids.ts'

/** Search, filters and order of the list of customers that a person comes back to (M2), by the query of its address. */
export interface SavedView {
  id: string
  name: string
  query: string
}

export const mostViews = 50
export const longestViewName = 60

export const savedViewSchema = z.object({
  id: randomIdSchema,
  name: z
    .string()
    .max(1000)
    .transform((name) => cleanLine(name).slice(0, longestViewName))
    .refine((name) => name !== ''),
  query: z
    .string()
    .max(2000)
    .regex(/^(\?.*)?$/),
})
