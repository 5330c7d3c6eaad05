import { z } from 'zod'
import { cleanLine } from '../text/clean-line.ts'

export const mostReference = 80

/** What a reseller calls a customer for itself; may be empty. */
export const referenceSchema = z.string().overwrite(cleanLine).max(mostReference, 'too-long')
