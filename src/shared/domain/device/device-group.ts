/** A customer's devices in groups, each looked after by people of the customer (S2). */
import { z } from 'zod'
import { userIdSchema, type DeviceGroupId, type OrganisationId, type RelationshipId, type UserId } from '../ids.ts'
import { cleanLine } from '../text/clean-line.ts'

export interface DeviceGroupRecord {
  id: DeviceGroupId
  /** By which the reader manages its owner; null otherwise. */
  relationshipId: RelationshipId | null
  ownerId: OrganisationId
  name: string
  /** `Device group managers`, of the customer's people; whoever is of an MSP is told of none. */
  managers: readonly UserId[]
  version: number
}

export const groupNameLimit = 80
export const mostManagers = 50

export const deviceGroupSchema = z.object({
  name: z.string().overwrite(cleanLine).min(1, 'required').max(groupNameLimit, 'too-long'),
  managers: z.array(userIdSchema).max(mostManagers, 'too-long'),
})
export type DeviceGroupForm = z.infer<typeof deviceGroupSchema>
