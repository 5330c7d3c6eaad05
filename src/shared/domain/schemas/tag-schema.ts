import { z } from 'zod'
import { tagLimit } from '../account/account-field.ts'
import { cleanLine } from '../text/clean-line.ts'

export const tagSchema = z.string().overwrite(cleanLine).min(1, 'required').max(tagLimit, 'too-long')
