/** What a customer's new devices get at their first start (S3): which management app, and what it is told. */
import { z } from 'zod'
import type { OrganisationId, ProfileId, RelationshipId } from '../ids.ts'
import { cleanLine } from '../text/clean-line.ts'

export interface EnrolmentProfile {
  id: ProfileId
  /** By which the reader manages its owner; null otherwise. */
  relationshipId: RelationshipId | null
  ownerId: OrganisationId
  name: string
  /** Where the management app is fetched from. */
  appUrl: string
  /** JSON that the app is given, or empty. */
  appData: string
  version: number
}

export const profileLimits = { name: 80, appUrl: 500, appData: 4000 } as const

function isJsonOrEmpty(text: string): boolean {
  if (text.trim() === '') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isHttpsAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:'
}

export const profileSchema = z.object({
  name: z.string().overwrite(cleanLine).min(1, 'required').max(profileLimits.name, 'too-long'),
  appUrl: z
    .string()
    .overwrite(cleanLine)
    .min(1, 'required')
    .max(profileLimits.appUrl, 'too-long')
    .refine(isHttpsAddress, 'invalid'),
  appData: z.string().max(profileLimits.appData, 'too-long').refine(isJsonOrEmpty, 'invalid'),
})
export type ProfileForm = z.infer<typeof profileSchema>
