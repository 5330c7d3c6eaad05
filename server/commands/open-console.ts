/**
 * A link to a service's own console (S1), for who may see that service now: whose, where to return to and until when, signed
 * with the secret that this service shares with its console. Nothing is written down: a link that nobody follows is nothing.
 */
import { createHmac } from 'node:crypto'
import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { relationshipFacts, type Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { listServices } from '../database/repository/customer/service-record.ts'
import { findManagingRelationship, servicesOf } from '../database/repository/relationship.ts'
import type { Services } from '../services.ts'

/** For following it at once, not for keeping. */
const linkLifetimeMs = 5 * 60 * 1000

interface Opening {
  customerId: OrganisationId
  service: ServiceId
}

/** Throws Refusal: not-permitted, service-not-managed, service-not-active, console-built-in. */
export async function openConsole(
  { database, config, clock, publicUrl }: Pick<Services, 'database' | 'config' | 'clock' | 'publicUrl'>,
  access: Access,
  opening: Opening,
): Promise<string> {
  await requireOpenable(database, access, opening)
  const own = config.consoles.get(opening.service)
  if (!own) throw new Refusal('console-built-in')
  const url = new URL(own.url)
  const said = {
    customer: opening.customerId,
    service: opening.service,
    return: `${publicUrl}/console/return/${opening.customerId}`,
    expires: String(Math.floor((clock.now() + linkLifetimeMs) / 1000)),
  }
  for (const [name, value] of Object.entries(said)) url.searchParams.set(name, value)
  url.searchParams.delete('signature')
  // Over all of the query before it, so that the console need not know which parameters there are.
  url.searchParams.append('signature', createHmac('sha256', own.secret).update(url.search.slice(1)).digest('hex'))
  return url.href
}

async function requireOpenable(database: Database, access: Access, { customerId, service }: Opening): Promise<void> {
  const manager = (await findManagingRelationship(database, customerId)) ?? null
  const isManaged = manager !== null && servicesOf(manager).includes(service)
  const target = { customerId, isManaged, manager: manager && relationshipFacts(manager) }
  const isMsp = access.organisationKind === 'msp'
  // Not whether it is managed by somebody else, nor whether there is such a company.
  if (isMsp && !(target.manager && can(access, 'view', { type: 'relationship', ...target.manager })))
    throw new Refusal('not-permitted')
  if (isMsp && !isManaged) throw new Refusal('service-not-managed')
  if (!can(access, 'view', { type: 'service', ...target })) throw new Refusal('not-permitted')
  const record = (await listServices(database, customerId)).find((each) => each.service === service)
  if (record?.status !== 'active') throw new Refusal('service-not-active')
}
