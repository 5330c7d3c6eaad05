import type { TeamChange } from '#shared/decisions/team/team.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import { changeRole } from '../../auth/change-access.ts'
import {
  deleteRoleRow,
  findRole,
  insertRole,
  listPeopleInRole,
  publishRole,
  saveRoleName,
} from '../../database/repository/people/role.ts'
import { publishPerson } from '../../database/repository/user.ts'
import { laterThan, noteRole } from './note-decided.ts'
import type { TeamContext } from './team-effects.ts'

/** Made, changed for everybody who has it, or gone: whoever had it has been given another before. */
export async function saveRole(
  context: TeamContext,
  { id, patch }: Extract<TeamChange, { kind: 'role' }>,
): Promise<void> {
  const { unit, organisation } = context
  const role = { id, organisation_id: organisation.id }
  const before = await findRole(unit.trx, id)
  const decided_at = laterThan(before?.decided_at ?? null, unit.now)
  if (patch === null) await deleteRoleRow(unit.trx, id)
  else if (before) {
    await changeRole(unit, role, (patch.permissions ?? JSON.parse(before.permissions)) as Permission[])
    await saveRoleName(unit.trx, id, { name: patch.name ?? before.name, version: before.version + 1, decided_at })
    for (const person of await listPeopleInRole(unit.trx, id))
      await publishPerson(unit, { id: person, organisation_id: organisation.id })
  } else
    await insertRole(unit.trx, {
      ...role,
      name: patch.name ?? '',
      permissions: patch.permissions ?? [],
      decided_at,
    })
  await publishRole(unit, role)
  await noteRole(context, { ...role, name: before?.name ?? '', at: decided_at })
}
