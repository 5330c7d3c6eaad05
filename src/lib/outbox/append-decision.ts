/** Queues a decision about a relationship, bound to what the person saw of it (PUSH2, H5). */
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { CommandInput, CommandName } from '#shared/protocol/command-inputs.ts'
import type { StoredRelationship } from '../local-store/local-store.ts'
import { findRelationship } from '../local-store/stored-records.ts'
import { storing } from '../local-store/storing.ts'
import { isWaiting } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'
import { appendItem, outboxTables } from './append-item.ts'

type Decision = Exclude<CommandName, 'add-customer'>

/** Stores the decision and what it will make of the record. A second one while the first waits is the same one. Throws StorageFullError. */
export async function appendDecision(
  device: Device,
  name: Decision,
  relationshipId: RelationshipId,
  predict: (record: StoredRelationship) => Partial<RelationshipRecord>,
): Promise<void> {
  const { store } = device
  await storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      const record = await findRelationship(store, relationshipId)
      if (!record) throw new Error('decision about a customer that is not on this device')
      const waiting = await store.outbox.where('relationshipId').equals(relationshipId).filter(isWaiting).toArray()
      if (waiting.some(({ body }) => body.kind === 'command' && body.name === name)) return
      const input: CommandInput<Decision> = { relationshipId, version: record.version }
      await appendItem(device, {
        relationshipId,
        documentIds: [],
        dependsOn: [],
        body: { kind: 'command', name, input },
        customerName: record.facts.companyName,
        predictions: [{ relationshipId, patch: predict(record) }],
        form: null,
      })
    }),
  )
}
