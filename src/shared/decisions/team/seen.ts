/** What a decision about a team answers: this person, role or group as it was seen (PUSH2). */
import type { GroupId, RoleId, UserId } from '../../domain/ids.ts'

export interface SeenPerson {
  personId: UserId
  version: number
}

export interface SeenRole {
  roleId: RoleId
  version: number
}

export interface SeenGroup {
  groupId: GroupId
  version: number
}
