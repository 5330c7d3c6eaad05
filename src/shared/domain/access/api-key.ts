/** A key by which a service acts for a person (X5). */
import { z } from 'zod'
import { allPermissions } from './permission.ts'

export const apiKeyNameLimit = 60
/** Of one person. */
export const mostApiKeys = 20
/** After how many days one ends; null: not by itself. */
export const apiKeyLifetimes = [30, 90, 365, null] as const

export const apiKeyFormSchema = z.object({
  name: z.string().trim().min(1, 'required').max(apiKeyNameLimit, 'too-long'),
  permissions: z.array(z.enum(allPermissions)).max(allPermissions.length),
  endsInDays: z.literal([30, 90, 365]).nullable(),
})
export type ApiKeyForm = z.output<typeof apiKeyFormSchema>

export const apiKeySummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How it begins. */
  prefix: z.string(),
  permissions: z.array(z.string()),
  /** ms */
  madeAt: z.number(),
  lastUsedAt: z.number().nullable(),
  endsAt: z.number().nullable(),
})
export type ApiKeySummary = z.infer<typeof apiKeySummarySchema>
