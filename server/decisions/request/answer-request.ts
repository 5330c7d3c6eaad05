/** What goes with a request besides its transition: mails, and with a yes the end of all other requests (M10, C4). */
import type { Effects } from '../effects.ts'
import { actorOf } from '../enact.ts'
import { closeOthers, settleAccepted } from './settle-accepted.ts'
import { mailRequest } from './mail-request.ts'
import { askingOf, noteAsked, noteRejected } from './once-a-day.ts'

export const askAgainEffects: Effects<'remind-request'> & Effects<'renew-request'> = {
  async apply(carried) {
    await noteAsked(carried.unit, askingOf(carried.relationship))
    await mailRequest(carried, carried.relationship, 'management-request', { again: true })
  },
}

export const withdrawRequestEffects: Effects<'withdraw-request'> = {
  async apply(carried) {
    const { services, unit, access, itemId, relationship } = carried
    // Of one that was answered there is nothing to tell.
    if (carried.state.status === 'pending') await mailRequest(carried, relationship, 'request-withdrawn')
    const ended = { relationshipId: relationship.id, itemId, at: unit.now, ...actorOf(access) }
    unit.afterCommit(() => services.revocations.delinked({ ...ended, event: 'request-withdrawn' }))
  },
}

export const rejectRequestEffects: Effects<'reject-request'> = {
  async apply(carried) {
    await noteRejected(carried.unit, askingOf(carried.relationship))
    await mailRequest(carried, carried.relationship, 'request-rejected')
  },
}

export const acceptRequestEffects: Effects<'accept-request'> = {
  async apply(carried) {
    const { services, unit, access, itemId } = carried
    const { userId, organisationId, email: workEmail } = access
    const relationship = await settleAccepted(unit, carried.relationship, workEmail)
    await mailRequest(carried, relationship, 'request-accepted')
    for (const other of await closeOthers(unit, relationship, { organisationId, itemId }))
      await mailRequest(carried, other, 'request-closed')
    const accepted = { id: relationship.id, itemId, userId, organisationId, workEmail, at: unit.now }
    unit.afterCommit(() => services.revocations.requestAccepted(accepted))
  },
}
