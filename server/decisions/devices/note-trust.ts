/** Which resellers a customer or an MSP trusts, into the journal and out of it: a backup gives none back what was taken (SYNC3, C9). */
import type { TrustDecided } from '../../database/journal-entries.ts'
import { publishLink } from '../../database/repository/devices/owner.ts'
import { findProfile } from '../../database/repository/devices/profile.ts'
import { findLink, listLinksDecided, updateLink } from '../../database/repository/devices/reseller-link.ts'
import type { ResellerLinkTable } from '../../database/tables/device-tables.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { findOwner } from './hold-owner.ts'

export function trustDecided(link: ResellerLinkTable, by: Pick<TrustDecided, 'itemId' | 'at'>): TrustDecided {
  const { id, organisation_id, trust, trusted_at, auto_approve, default_profile_id, version } = link
  return {
    type: 'trust-decided',
    id,
    organisationId: organisation_id,
    ...by,
    trust,
    trustedAt: trusted_at,
    autoApprove: auto_approve !== 0,
    defaultProfileId: default_profile_id,
    version,
  }
}

/** How many were as they had been; then what the journal misses is written into it. */
export async function replayTrust(services: Services): Promise<number> {
  const { database, revocations } = services
  let changed = 0
  for (const entry of revocations.allTrust()) {
    const { result } = await runUnitOfWork(services, (unit) => replay(unit, entry))
    changed += Number(result)
  }
  for (const link of await listLinksDecided(database)) {
    const known = revocations.findDecided(link.id)
    if (known?.type !== 'trust-decided' || known.version < link.version)
      revocations.decide(trustDecided(link, { itemId: null, at: services.clock.now() }))
  }
  return changed
}

/** Whether anything had to be done: the database may have this decision or a later one, or no such reseller any more. */
async function replay(unit: UnitOfWork, entry: TrustDecided): Promise<boolean> {
  const link = await findLink(unit.trx, entry.id, { lock: true })
  if (!link || link.version >= entry.version) return false
  const { trust, trustedAt, autoApprove, defaultProfileId, version } = entry
  // A profile that was made after the backup is in no list any more.
  const profile = defaultProfileId && (await findProfile(unit.trx, defaultProfileId))
  await updateLink(unit.trx, link.id, {
    ...{ trust, trusted_at: trustedAt, auto_approve: autoApprove ? 1 : 0, version },
    default_profile_id: profile ? defaultProfileId : null,
  })
  publishLink(unit, await findOwner(unit, link.organisation_id), link)
  return true
}
