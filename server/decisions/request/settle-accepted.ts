/** What a company's yes brings besides the account, when it is given and when a restored backup has to be told of it again. */
import { acceptRequest } from '#shared/decisions/request/accept-request.ts'
import type { ItemId, OrganisationId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { moveAccessTo } from '../../auth/change-access.ts'
import { publishRelationship, recordDecision } from '../../commands/record-change.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import { findOwnDocument, lockDocuments } from '../../database/repository/document.ts'
import {
  findManagingRelationship,
  findRelationship,
  saveDecision,
  saveRelationship,
  type Relationship,
} from '../../database/repository/relationship.ts'
import { lockOtherRequests } from '../../database/repository/requests/request.ts'
import type { RequestAccepted } from '../../database/journal-entries.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { enact } from '../enact.ts'
import { noteAccepted } from './once-a-day.ts'

/** Whoever said yes is the contact; what they said yes to the company has from now on, if it hadn't already. */
export async function settleAccepted(
  unit: UnitOfWork,
  relationship: Relationship,
  workEmail: string,
): Promise<Relationship> {
  const { customer_id: customerId, msp_id: throughId } = relationship
  const services = JSON.parse(relationship.services) as ServiceId[]
  await addServices(unit, { customerId, services, status: 'active', throughId })
  await noteAccepted(unit, { mspId: throughId, customerId })
  return saveRelationship(unit.trx, relationship, { work_email: workEmail })
}

/** Another MSP was accepted: who, nobody says. Returns the requests that this ends, as they are now. */
export async function closeOthers(
  unit: UnitOfWork,
  accepted: Relationship,
  { organisationId, itemId }: { organisationId: OrganisationId; itemId: ItemId | null },
): Promise<Relationship[]> {
  const closed: Relationship[] = []
  for (const request of await lockOtherRequests(unit.trx, accepted)) {
    const decided = { status: 'no-longer-possible' } as const
    const relationship = await saveDecision(unit.trx, request, decided, { now: unit.now, reminds: false })
    const actor = { userId: null, organisationId }
    await recordDecision(unit, { event: 'request-closed', relationship, actor, itemId })
    publishRelationship(unit, relationship)
    closed.push(relationship)
  }
  return closed
}

/** Whether anything had to be done: the backup may have it, or never heard of the request. */
export async function replayAccepted(unit: UnitOfWork, accepted: RequestAccepted): Promise<boolean> {
  const { id, userId, organisationId, itemId, workEmail } = accepted
  const own = await findOwnDocument(unit.trx, organisationId)
  if (!own) return false
  await lockDocuments(unit.trx, [own.id])
  const before = await findRelationship(unit.trx, id, { lock: true })
  if (before?.status !== 'pending' || (await findManagingRelationship(unit.trx, organisationId))) return false
  const relationship = await enact(unit, before, {
    decision: acceptRequest,
    patch: { status: 'active' },
    event: 'request-accepted',
    actor: { userId, organisationId },
    itemId,
  })
  await settleAccepted(unit, relationship, workEmail)
  await closeOthers(unit, relationship, { organisationId, itemId })
  await moveAccessTo(unit, relationship)
  return true
}
