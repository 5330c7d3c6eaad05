import { z } from 'zod'

export const managementTypeSchema = z.enum(['fully', 'jointly'])
export type ManagementType = z.infer<typeof managementTypeSchema>

export const relationshipStatusSchema = z.enum([
  'pending',
  'rejected',
  'active',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
  'delinked',
])
export type RelationshipStatus = z.infer<typeof relationshipStatusSchema>

export type RelationshipSide = 'msp' | 'customer'
