import { z } from 'zod'
import { tagLimit } from '../facts/account-field.ts'

export const tagSchema = z.string().trim().min(1, 'required').max(tagLimit, 'too-long')
