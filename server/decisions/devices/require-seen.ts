import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'

/** A profile or group of the owner's, as it was when somebody decided about it. Throws Refusal: not-found, stale-decision. */
export function requireSeen<Row extends { organisation_id: OrganisationId; version: number }>(
  row: Row | undefined,
  owner: Owner,
  version: number,
): Row {
  if (row?.organisation_id !== owner.id) throw new Refusal('not-found')
  if (row.version !== version) throw new Refusal('stale-decision')
  return row
}
