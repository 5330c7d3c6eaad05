/** What was done with devices, in the log of whose they are: a customer's Activity, or an MSP's audit log; of whom it trusts, both. */
import type { DecisionEvent } from '#shared/decisions/registry.ts'
import type { AuditEvent, AuditState } from '#shared/domain/audit-entry.ts'
import { isAboutSeats } from '#shared/domain/licence/seat-events.ts'
import type { DevicesDone } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { audit } from '../../commands/audit.ts'
import { insertChanges } from '../../database/repository/change.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import type { DecisionContext } from '../decision-context.ts'

interface Done {
  event: DecisionEvent
  devices: DevicesDone
  /** By when it counts; of a decision now. */
  at?: number
  undoes?: ChangeId | null
}

/** Who may send a company devices, and what of it was taken: whoever decides that for a customer says so in its own audit log, too. */
const auditedOfCustomers: ReadonlySet<DecisionEvent> = new Set([
  'reseller-trusted',
  'reseller-trust-taken-back',
  'reseller-changed',
  'uploads-approved',
  'upload-rejected',
  'upload-reopened',
])

/** Resolves to the line's id; null where it stands in no account's log. */
export async function logDevices(
  context: DecisionContext,
  { id: customerId, kind, manager }: Owner,
  done: Done,
): Promise<ChangeId | null> {
  const { unit, access, itemId } = context
  if (kind !== 'customer' || auditedOfCustomers.has(done.event)) await auditDevices(context, done)
  if (kind !== 'customer') return null
  const id = unit.ids.randomId() as ChangeId
  await insertChanges(unit.trx, [
    {
      id,
      organisation_id: customerId,
      document_id: null,
      seq: null,
      relationship_id: manager?.id ?? null,
      customer_id: customerId,
      // What an MSP does alone never becomes its customer's (C8).
      audience: manager?.management_type === 'fully' ? 'msp' : 'both',
      actor_user_id: access.userId,
      actor_organisation_id: access.organisationId,
      at: done.at ?? unit.now,
      received_at: unit.now,
      detail: { type: 'decision', event: done.event },
      devices: done.devices,
      undoes: done.undoes ?? null,
      item_id: itemId,
    },
  ])
  unit.publish({ organisationId: customerId, collection: 'change', key: id })
  if (manager) unit.publish({ organisationId: manager.msp_id, collection: 'change', key: id })
  return id
}

/** In the log of the organisation of whoever did it. */
export async function auditDevices(
  context: DecisionContext,
  { event, devices }: Pick<Done, 'event' | 'devices'>,
): Promise<void> {
  const { access } = context
  await audit(context, {
    event: event as AuditEvent,
    person: { id: access.userId, organisation_id: access.organisationId },
    subject: {
      kind: 'devices',
      id: devices.uploadId ?? '',
      name: devices.name,
      from: null,
      to: countedOf(event, devices),
    },
  })
}

function countedOf(event: DecisionEvent, { count }: DevicesDone): AuditState | null {
  if (isAboutSeats(event)) return { seats: count }
  return count > 0 ? { devices: count } : null
}
