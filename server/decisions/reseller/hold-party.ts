/**
 * Whom a reseller may name: any MSP or customer, by an ID that isn't secret and must not become a directory. Each ID that it
 * hasn't among its customers yet counts as a look-up, found or not, of which an organisation has so many a day.
 */
import { can } from '#shared/domain/access/can.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { findLinkBetween } from '../../database/repository/devices/reseller-link.ts'
import { findOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import type { ResellerLinkTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { requirePartyLookUpsLeft, spendPartyLookUp } from '../look-up-limit.ts'

/** Held until the transaction ends. Throws Refusal: not-permitted, too-many-requests, party-not-found. */
export async function holdParty(
  context: DecisionContext,
  partyId: OrganisationId,
  permission: Permission,
): Promise<{ owner: Owner; link: ResellerLinkTable | undefined }> {
  const { unit, access } = context
  requireReseller(context, permission)
  const pair = { resellerId: access.organisationId, partyId }
  const known = await findLinkBetween(unit.trx, pair, { lock: false })
  const isListed = known !== undefined && known.listed_at !== null
  if (!isListed) await requirePartyLookUpsLeft(context)
  const party = await findOrganisation(unit.trx, partyId)
  if (!party || party.kind === 'reseller') throw new Refusal('party-not-found')
  if (!isListed) await spendPartyLookUp(context)
  const isCustomer = party.kind === 'customer'
  const manager = isCustomer ? await findManagingRelationship(unit.trx, partyId, { lock: true }) : undefined
  await holdOrganisation(unit.trx, partyId)
  return { owner: { id: partyId, kind: party.kind, manager }, link: await findLinkBetween(unit.trx, pair) }
}

/** Throws Refusal: not-permitted. */
export function requireReseller({ access }: Pick<DecisionContext, 'access'>, permission: Permission): void {
  const { organisationId, organisationKind } = access
  if (organisationKind !== 'reseller' || !can(access, permission, { type: 'organisation', organisationId }))
    throw new Refusal('not-permitted')
}
