import type { TeamChange } from '#shared/decisions/team/team.ts'
import { changeGroup } from '../../auth/change-access.ts'
import { listCustomersOf } from '../../database/repository/relationship.ts'
import {
  deleteGroupRows,
  findGroup,
  findGroupMembers,
  insertGroup,
  publishGroup,
  saveGroupMembers,
  saveGroupName,
} from '../../database/repository/people/role.ts'
import { laterThan, noteGroup } from './note-decided.ts'
import type { TeamContext } from './team-effects.ts'

/** Made, changed for everybody whose scope names it, or gone, when none does. Only the MSP's own customers are members. */
export async function saveGroup(
  context: TeamContext,
  { id, patch }: Extract<TeamChange, { kind: 'customer-group' }>,
): Promise<void> {
  const { unit, organisation } = context
  const organisationId = organisation.id
  const group = { id, organisation_id: organisationId }
  const before = await findGroup(unit.trx, id)
  const decided_at = laterThan(before?.decided_at ?? null, unit.now)
  if (patch === null) await deleteGroupRows(unit.trx, id)
  else {
    const asked = patch.members ?? (await findGroupMembers(unit.trx, id))
    const members = await listCustomersOf(unit.trx, organisationId, asked)
    if (before) {
      await changeGroup(unit, group, members)
      await saveGroupName(unit.trx, id, { name: patch.name ?? before.name, version: before.version + 1, decided_at })
    } else {
      await insertGroup(unit.trx, { ...group, name: patch.name ?? '', decided_at })
      await saveGroupMembers(unit.trx, group, members)
    }
  }
  publishGroup(unit, group)
  await noteGroup(context, { ...group, name: before?.name ?? '', at: decided_at })
}
