import { z } from 'zod'
import { addResellerCustomer } from '#shared/decisions/reseller/add-reseller-customer.ts'
import { organisationIdSchema, resellerLinkIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { referenceSchema } from '#shared/domain/reseller/reference.ts'
import { publishLink } from '../../database/repository/devices/owner.ts'
import { findLink, insertLink, updateLink } from '../../database/repository/devices/reseller-link.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { holdParty } from './hold-party.ts'
import { auditDevices } from '../devices/log-devices.ts'

/** Once, also where the party named the reseller first. */
export const addResellerCustomerEffects: DeviceEffects<Parameters<typeof addResellerCustomer.foretells>[0]> = {
  input: z.object({ linkId: resellerLinkIdSchema, partyId: organisationIdSchema, reference: referenceSchema }),
  async apply(context, { linkId, partyId, reference }) {
    const { unit, access } = context
    const { owner, link } = await holdParty(context, partyId, addResellerCustomer.permissions.reseller!)
    if (link && link.listed_at !== null) throw new Refusal('already-listed')
    const id = link?.id ?? linkId
    if (!link && (await findLink(unit.trx, linkId))) throw new Refusal('id-taken')
    const listed = { reference, listed_at: unit.now }
    if (link) await updateLink(unit.trx, id, listed)
    else
      await insertLink(unit.trx, {
        id,
        reseller_id: access.organisationId,
        organisation_id: partyId,
        added_at: unit.now,
        ...listed,
      })
    publishLink(unit, owner, { id, reseller_id: access.organisationId })
    const { name } = await getOrganisation(unit.trx, partyId)
    await auditDevices(context, { event: addResellerCustomer.event, devices: { count: 0, uploadId: null, name } })
  },
}
