import { Refusal } from '#shared/domain/refusal.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import type { DecisionContext } from '../decision-context.ts'

/** People choose a profile or a group by its name. Throws Refusal: name-taken. */
export async function requireFreeName(
  { unit }: DecisionContext,
  owner: Owner,
  table: 'enrolment_profile' | 'device_group',
  { id, name }: { id: string; name: string },
): Promise<void> {
  const taken = await unit.trx
    .selectFrom(table)
    .select('id')
    .where('organisation_id', '=', owner.id)
    .where('name', '=', name)
    .where('id', '!=', id as never)
    .executeTakeFirst()
  if (taken) throw new Refusal('name-taken', { name: 'name-taken' })
}
