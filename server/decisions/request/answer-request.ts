/** What goes with a request besides its transition: mails, and with a yes the end of all other requests (M10, C4). */
import type { ServiceId } from '#shared/domain/service.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import { lockOtherRequests } from '../../database/repository/requests/request.ts'
import { saveDecision, saveRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { publishRelationship, recordDecision } from '../../commands/record-change.ts'
import { actorOf } from '../enact.ts'
import type { Carried, Effects } from '../effects.ts'
import { mailRequest } from './mail-request.ts'

export const remindRequestEffects: Effects<'remind-request'> = {
  apply: (carried) => mailRequest(carried, carried.relationship, 'management-request', { again: true }),
}

export const renewRequestEffects: Effects<'renew-request'> = {
  apply: (carried) => mailRequest(carried, carried.relationship, 'management-request', { again: true }),
}

export const withdrawRequestEffects: Effects<'withdraw-request'> = {
  async apply(carried) {
    // Of one that was answered, or ran out, there is nothing to tell.
    if (carried.state.status === 'pending') await mailRequest(carried, carried.relationship, 'request-withdrawn')
  },
}

export const rejectRequestEffects: Effects<'reject-request'> = {
  apply: (carried) => mailRequest(carried, carried.relationship, 'request-rejected'),
}

export const acceptRequestEffects: Effects<'accept-request'> = {
  async apply(carried) {
    const { unit, access } = carried
    const relationship = await saveRelationship(unit.trx, carried.relationship, { work_email: access.email })
    const services = JSON.parse(relationship.services) as ServiceId[]
    const { customer_id: customerId, msp_id: throughId } = relationship
    // What the company said yes to it has from now on, if it hadn't already.
    await addServices(unit, { customerId, services, status: 'active', throughId })
    await mailRequest(carried, relationship, 'request-accepted')
    for (const other of await lockOtherRequests(unit.trx, relationship)) await close(carried, other)
  },
}

/** Another MSP was accepted: who, nobody says. */
async function close(carried: Carried, request: Relationship): Promise<void> {
  const { unit, access, itemId } = carried
  const closed = await saveDecision(
    unit.trx,
    request,
    { status: 'no-longer-possible' },
    { now: unit.now, reminds: false },
  )
  await recordDecision(unit, {
    event: 'request-closed',
    relationship: closed,
    actor: { ...actorOf(access), userId: null },
    itemId,
  })
  publishRelationship(unit, closed)
  await mailRequest(carried, closed, 'request-closed')
}
