import { z } from 'zod'
import { changeReference } from '#shared/decisions/reseller/change-reference.ts'
import { resellerLinkIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { referenceSchema } from '#shared/domain/reseller/reference.ts'
import { publishLink } from '../../database/repository/devices/owner.ts'
import { findLink, updateLink } from '../../database/repository/devices/reseller-link.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { findOwner } from '../devices/hold-owner.ts'
import { requireReseller } from './hold-party.ts'

/** The later one holds: nobody but the reseller knows of it. */
export const changeReferenceEffects: DeviceEffects<Parameters<typeof changeReference.foretells>[0]> = {
  input: z.object({ linkId: resellerLinkIdSchema, reference: referenceSchema }),
  async apply(context, { linkId, reference }) {
    const { unit, access } = context
    requireReseller(context, changeReference.permissions.reseller!)
    const link = await findLink(unit.trx, linkId, { lock: true })
    if (link?.reseller_id !== access.organisationId || link.listed_at === null) throw new Refusal('not-found')
    await updateLink(unit.trx, linkId, { reference })
    publishLink(unit, await findOwner(unit, link.organisation_id), link)
  },
}
