import { z } from 'zod'
import { registerReseller } from '#shared/decisions/devices/register-reseller.ts'
import { organisationIdSchema, resellerLinkIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { publishLink } from '../../database/repository/devices/owner.ts'
import { findLink, findLinkBetween, insertLink, updateLink } from '../../database/repository/devices/reseller-link.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { requirePartyLookUpsLeft, spendPartyLookUp } from '../look-up-limit.ts'
import type { DeviceEffects } from './device-effects.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

/** Once, whoever of the two named the other first. */
export const registerResellerEffects: DeviceEffects<Parameters<typeof registerReseller.foretells>[0]> = {
  input: z.object({ linkId: resellerLinkIdSchema, resellerId: organisationIdSchema, autoApprove: z.boolean() }),
  async apply(context, { linkId, resellerId, autoApprove }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...registerReseller, relationshipId: null })
    // To be told that there is such a reseller, or isn't, is a look-up.
    await requirePartyLookUpsLeft(context)
    const reseller = await findOrganisation(unit.trx, resellerId)
    if (reseller?.kind !== 'reseller') throw new Refusal('reseller-not-found')
    await spendPartyLookUp(context)
    const known = await findLinkBetween(unit.trx, { resellerId, partyId: owner.id })
    if (known?.trust === 'trusted') throw new Refusal('already-registered')
    if (!known && (await findLink(unit.trx, linkId))) throw new Refusal('id-taken')
    const trusted = { trust: 'trusted', trusted_at: unit.now, auto_approve: autoApprove ? 1 : 0 } as const
    if (known) await updateLink(unit.trx, known.id, { ...trusted, version: known.version + 1 })
    else
      await insertLink(unit.trx, {
        id: linkId,
        reseller_id: resellerId,
        organisation_id: owner.id,
        added_at: unit.now,
        ...trusted,
      })
    publishLink(unit, owner, { id: known?.id ?? linkId, reseller_id: resellerId })
    await logDevices(context, owner, {
      event: registerReseller.event,
      devices: { count: 0, uploadId: null, name: reseller.name },
    })
  },
}
