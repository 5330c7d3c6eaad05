import type { TeamChange } from '#shared/decisions/team/team.ts'
import { findMspProfile, publishMspProfile, saveMspProfile } from '../../database/repository/msp-profile.ts'
import { renameOrganisation } from '../../database/repository/organisation.ts'
import type { DecisionContext } from '../decision-context.ts'

export async function saveProfile(
  { unit }: DecisionContext,
  { id, patch }: Extract<TeamChange, { kind: 'msp-profile' }>,
): Promise<void> {
  const before = (await findMspProfile(unit.trx, id))!
  const after = { ...before, ...patch }
  await renameOrganisation(unit.trx, id, after.name)
  await saveMspProfile(unit.trx, after)
  await publishMspProfile(unit, id, { renamed: after.name !== before.name })
}
