import { z } from 'zod'
import { changeReseller } from '#shared/decisions/devices/change-reseller.ts'
import type { SeenReseller } from '#shared/decisions/devices/seen-reseller.ts'
import { takeBackTrust } from '#shared/decisions/devices/take-back-trust.ts'
import { trustReseller } from '#shared/decisions/devices/trust-reseller.ts'
import { profileIdSchema, relationshipIdSchema, resellerLinkIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { publishLink, publishUpload, type Owner } from '../../database/repository/devices/owner.ts'
import { findProfile } from '../../database/repository/devices/profile.ts'
import { findLink, updateLink } from '../../database/repository/devices/reseller-link.ts'
import { updateUpload } from '../../database/repository/devices/upload.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import type { ResellerLinkTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { DeviceEffects } from './device-effects.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'
import { trustDecided } from './note-trust.ts'

const seenSchema = z.object({
  relationshipId: relationshipIdSchema.nullable(),
  linkId: resellerLinkIdSchema,
  version: z.number().int().nonnegative(),
})

/** Whoever has sent nothing yet can't be verified by what came (R1). */
export const trustResellerEffects: DeviceEffects<SeenReseller> = {
  input: seenSchema,
  apply: (context, seen) =>
    decideOnLink(context, trustReseller, seen, async ({ link }) => {
      if (link.trust === 'trusted') throw new Refusal('already-decided')
      if (link.uploads === 0) throw new Refusal('nothing-uploaded')
      return { trust: 'trusted', trusted_at: context.unit.now }
    }),
}

/** What was uploaded stays; nothing more comes. */
export const takeBackTrustEffects: DeviceEffects<SeenReseller> = {
  input: seenSchema,
  apply: (context, seen) =>
    decideOnLink(context, takeBackTrust, seen, async ({ link, owner }) => {
      if (link.trust !== 'trusted') throw new Refusal('already-decided')
      await endArriving(context, owner, link)
      return { trust: 'taken-back', auto_approve: 0 }
    }),
}

export const changeResellerEffects: DeviceEffects<Parameters<typeof changeReseller.foretells>[0]> = {
  input: seenSchema.extend({ autoApprove: z.boolean(), defaultProfileId: profileIdSchema.nullable() }),
  apply: (context, { autoApprove, defaultProfileId, ...seen }) =>
    decideOnLink(context, changeReseller, seen, async ({ link, owner }) => {
      if (link.trust !== 'trusted') throw new Refusal('reseller-not-trusted')
      const profile = defaultProfileId && (await findProfile(context.unit.trx, defaultProfileId))
      if (defaultProfileId && profile?.organisation_id !== owner.id) throw new Refusal('profile-not-found')
      return { auto_approve: autoApprove ? 1 : 0, default_profile_id: defaultProfileId }
    }),
}

/** Nothing more comes: what has arrived of uploads that were under way can be decided on. */
async function endArriving({ unit }: DecisionContext, owner: Owner, { id }: ResellerLinkTable): Promise<void> {
  const uploads = unit.trx.selectFrom('device_upload').selectAll().where('link_id', '=', id)
  for (const upload of await uploads.where('delivery', '=', 'in-progress').execute()) {
    await updateUpload(unit.trx, upload.id, { delivery: 'completed-with-error' })
    publishUpload(unit, owner, upload)
  }
}

async function decideOnLink(
  context: DecisionContext,
  decision: typeof trustReseller | typeof takeBackTrust | typeof changeReseller,
  { relationshipId, linkId, version }: SeenReseller,
  decide: (held: { link: ResellerLinkTable; owner: Owner }) => Promise<Partial<ResellerLinkTable>>,
): Promise<void> {
  const { unit } = context
  const owner = await holdOwner(context, { ...decision, relationshipId, target: 'reseller-link' })
  const link = await findLink(unit.trx, linkId, { lock: true })
  if (link?.organisation_id !== owner.id) throw new Refusal('not-found')
  const columns = await decide({ link, owner })
  if (link.version !== version) throw new Refusal('stale-decision')
  const decided = { ...columns, version: version + 1 }
  await updateLink(unit.trx, link.id, decided)
  const noted = trustDecided({ ...link, ...decided }, { itemId: context.itemId, at: unit.now })
  unit.afterCommit(() => context.services.revocations.decide(noted))
  publishLink(unit, owner, link)
  const { name } = await getOrganisation(unit.trx, link.reseller_id)
  await logDevices(context, owner, { event: decision.event, devices: { count: 0, uploadId: null, name } })
}
