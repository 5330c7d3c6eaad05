/**
 * `LOOK UP` (M9): what an MSP may know of a company before that said yes. A Customer ID isn't a secret, so it must not become a
 * directory: whoever can't be added is answered as whoever doesn't exist, with as many questions to the database, and an
 * organisation has so many look-ups a day, all nodes together.
 */
import { can } from '#shared/domain/access/can.ts'
import type { DocumentId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { Refusal, type RefusalCode } from '#shared/domain/refusal.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { requireAccess, type Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { findOwnDocument, readAccountFacts } from '../database/repository/document.ts'
import { isBlocked, type Asking } from '../database/repository/requests/asking-msp.ts'
import { saveLookUp } from '../database/repository/requests/look-up.ts'
import { findOrganisation } from '../database/repository/organisation.ts'
import { findManagingRelationship } from '../database/repository/relationship.ts'
import { spend } from '../database/repository/people/throttle.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { partyLookUps } from './party-look-ups.ts'
import { listSuperAdmins } from './recipients.ts'

/** Throws Refusal: not-permitted, customer-not-found, too-many-requests. */
export async function lookUpCustomer(
  services: Services,
  { userId }: Pick<Access, 'userId'>,
  customerId: OrganisationId,
): Promise<ShownCustomer> {
  const { result } = await runUnitOfWork(services, (unit) => look(services, unit, { userId, customerId }))
  if (typeof result === 'string') throw new Refusal(result)
  return result
}

/** A look that finds nothing counts as well, so that its refusal is returned instead of thrown. */
async function look(
  services: Services,
  unit: UnitOfWork,
  { userId, customerId }: { userId: UserId; customerId: OrganisationId },
): Promise<ShownCustomer | RefusalCode> {
  const access = await requireAccess(unit.trx, userId)
  const { organisationId } = access
  if (access.organisationKind !== 'msp' || !can(access, 'add-customer', { type: 'organisation', organisationId }))
    return 'not-permitted'
  const { key, allowance } = partyLookUps(services, organisationId)
  if ((await spend(unit.trx, key, allowance, unit.now)) > 0) return 'too-many-requests'
  const shown = await findAskable(unit.trx, { mspId: organisationId, customerId })
  if (!shown) return 'customer-not-found'
  await saveLookUp(unit.trx, { organisationId, customerId }, shown, unit.now)
  return shown
}

/** A company that has an account which it manages alone, somebody to ask, and no objection (C12); null for every other ID. */
export async function findAskable(database: Database, asking: Asking): Promise<ShownCustomer | null> {
  const { customerId } = asking
  const organisation = await findOrganisation(database, customerId)
  const document = await findOwnDocument(database, customerId)
  const manager = await findManagingRelationship(database, customerId)
  const admins = await listSuperAdmins(database, customerId)
  const facts = await readAccountFacts(database, document?.id ?? ('' as DocumentId))
  const blocked = await isBlocked(database, asking)
  if (organisation?.kind !== 'customer' || !document || manager || !admins[0] || blocked) return null
  return { companyName: organisation.name, country: facts['country'] ?? '', admin: maskEmail(admins[0].email) }
}
