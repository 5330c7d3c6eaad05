import { z } from 'zod'
import { serviceIdSchema } from './service.ts'
import { findService } from './service-catalogue.ts'
import { cleanLine } from './text/clean-line.ts'

/** What a company may say in support of its application (C2): for the operator who decides, and nobody else. */
export interface SupportingInformation extends Record<string, unknown> {
  /** Whom the operator may ask at the reseller the devices come from. */
  resellerContact: string
  salesRepresentative: string
  /** What it is for. */
  businessContext: string
}

export const emptySupport: Readonly<SupportingInformation> = {
  resellerContact: '',
  salesRepresentative: '',
  businessContext: '',
}

export const supportLimits = { resellerContact: 200, salesRepresentative: 200, businessContext: 1000 } as const

const line = (field: keyof typeof supportLimits) =>
  z.string().overwrite(cleanLine).max(supportLimits[field], 'too-long')

export const supportSchema = z.object({
  resellerContact: line('resellerContact'),
  salesRepresentative: line('salesRepresentative'),
  businessContext: line('businessContext'),
})

export const applicationSchema = supportSchema.extend({
  service: serviceIdSchema.refine((id) => findService(id) !== undefined, 'unknown-service'),
})
export type ServiceApplication = z.infer<typeof applicationSchema>
