import { z } from 'zod'
import { findService } from './service-catalogue.ts'

export const serviceIdSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)
export type ServiceId = z.infer<typeof serviceIdSchema>

/** The services a customer is managed for: known, each once, at least one. */
export const managedServicesSchema = z
  .array(serviceIdSchema)
  .min(1, 'choose-service')
  .max(40)
  .refine((ids) => ids.every((id) => findService(id) !== undefined), 'unknown-service')
  .refine((ids) => new Set(ids).size === ids.length, 'duplicate-service')
