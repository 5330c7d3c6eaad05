/** What the journal says was erased is erased again, should the database be a backup that still has it (SYNC3). */
import { listErasures } from '../../database/repository/customer/erasure.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { eraseCustomer } from './erase-customer.ts'

/** How many were there again. After everything else that is replayed: that brings back names, too. */
export async function replayErased(services: Services): Promise<number> {
  const { database, revocations } = services
  const done = await listErasures(database)
  let changed = 0
  for (const { customerId, askedBy, at } of revocations.allErased()) {
    if (done.some((row) => row.organisation_id === customerId && row.at >= at)) continue
    if (!(await findOrganisation(database, customerId))) continue
    const { result } = await runUnitOfWork(services, (unit) =>
      eraseCustomer({ services, unit }, customerId, { askedBy, withPeople: true, at }),
    )
    changed += Number(typeof result !== 'string')
  }
  const known = new Map(revocations.allErased().map((entry) => [entry.customerId, entry.at]))
  // Other nodes' erasures, and those of a command beside the server.
  for (const { organisation_id: customerId, asked_by: askedBy, at } of done)
    if ((known.get(customerId) ?? -1) < at) revocations.customerErased({ customerId, askedBy, at })
  return changed
}
