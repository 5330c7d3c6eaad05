/** What a decision about licences is about, as whoever decides saw it, held until the transaction ends. */
import { hasEnded } from '#shared/domain/licence/licence.ts'
import type { LicenceId, LicenceShareId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { findLicence, findShare } from '../../database/repository/licences/licence.ts'
import type { LicenceShareTable, LicenceTable } from '../../database/tables/licence-tables.ts'
import type { DecisionContext } from '../decision-context.ts'

type Context = Pick<DecisionContext, 'unit'>

/** One's own. Throws Refusal: not-found, stale-decision. */
export async function holdLicence(
  { unit }: Context,
  owner: Pick<Owner, 'id'>,
  { id, version }: { id: LicenceId; version?: number },
): Promise<LicenceTable> {
  const licence = await findLicence(unit.trx, id, { lock: true })
  if (licence?.organisation_id !== owner.id) throw new Refusal('not-found')
  if (version !== undefined && licence.version !== version) throw new Refusal('stale-decision')
  return licence
}

/** A customer's. Throws Refusal: not-found, stale-decision. */
export async function holdShare(
  { unit }: Context,
  customer: Pick<Owner, 'id'>,
  { id, version }: { id: LicenceShareId; version?: number },
): Promise<LicenceShareTable> {
  const share = await findShare(unit.trx, id, { lock: true })
  if (share?.organisation_id !== customer.id) throw new Refusal('not-found')
  if (version !== undefined && share.version !== version) throw new Refusal('stale-decision')
  return share
}

/** Throws Refusal: licence-ended. */
export function requireRunning({ unit }: Context, licence: Pick<LicenceTable, 'starts_on' | 'ends_on'>): void {
  if (hasEnded({ startsOn: licence.starts_on, endsOn: licence.ends_on }, unit.now)) throw new Refusal('licence-ended')
}
