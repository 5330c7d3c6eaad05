import { acceptService } from '#shared/decisions/service/accept-service.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import { askedServicesOf, findRelationship } from '../../database/repository/relationship.ts'
import type { ServicesAccepted } from '../../database/journal-entries.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { enact } from '../enact.ts'

/** A company's yes to more services (M13), should a restored backup not have it. Whether anything had to be done. */
export async function replayServices(unit: UnitOfWork, accepted: ServicesAccepted): Promise<boolean> {
  const { id, userId, organisationId, itemId } = accepted
  const before = await findRelationship(unit.trx, id, { lock: true })
  if (!before || !isManaging(before)) return false
  const managed = JSON.parse(before.services) as ServiceId[]
  const missing = accepted.services.filter((service) => !managed.includes(service))
  if (missing.length === 0) return false
  const asked = askedServicesOf(before)
  const stillAsked = asked?.services.filter((service) => !missing.includes(service)) ?? []
  await enact(unit, before, {
    decision: acceptService,
    patch: {
      services: [...managed, ...missing],
      askedServices: asked && stillAsked.length > 0 ? { ...asked, services: stillAsked } : null,
    },
    event: 'services-accepted',
    actor: { userId, organisationId },
    itemId,
  })
  const { customer_id: customerId, msp_id: throughId } = before
  await addServices(unit, { customerId, services: missing, status: 'active', throughId })
  return true
}
