import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { outcomeOf, predictionOf } from '#shared/decisions/outcome.ts'
import {
  getDecision,
  type DecisionFields,
  type DecisionInput,
  type RelationshipDecisionName,
} from '#shared/decisions/registry.ts'
import { stateOfRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { sideOfKind } from '#shared/domain/relationship.ts'
import type { Device } from '../local-store/device.ts'
import { isOverlaid, isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { findRecord } from '../local-store/stored-records.ts'
import { storing } from '../local-store/storing.ts'
import { appendItem, outboxTables } from '../outbox/append-item.ts'
import { defineCommand } from './define-command.ts'

type Input = DecisionInput<RelationshipDecisionName>

type FieldsOf<Name extends RelationshipDecisionName> = Name extends RelationshipDecisionName
  ? Record<never, never> extends DecisionFields<Name>
    ? []
    : [DecisionFields<Name>]
  : never
type About<Name extends RelationshipDecisionName> = [
  name: Name,
  relationshipId: RelationshipId,
  ...fields: FieldsOf<Name>,
]
interface Decide {
  <Name extends RelationshipDecisionName>(...about: About<Name>): Promise<void>
  on<Name extends RelationshipDecisionName>(device: Device, ...about: About<Name>): Promise<void>
}

/**
 * Queues a decision about a relationship, bound to what the person saw of it (PUSH2, H5), with what it will make of the
 * record. A second one of the name while the first waits is the same one. Throws StorageFullError.
 */
export const decide: Decide = defineCommand(
  async (device, name: RelationshipDecisionName, relationshipId: RelationshipId, fields?: object): Promise<void> => {
    const { store } = device
    await storing(() =>
      store.transaction('rw', [...outboxTables(store)], async () => {
        const record = await findRecord(store, relationshipKind, relationshipId)
        if (!record) throw new Error('decision about a customer that is not on this device')
        const items = await store.outbox.where('relationshipId').equals(relationshipId).sortBy('number')
        const isSame = (item: OutboxItem) => isWaiting(item) && item.body.kind === 'command' && item.body.name === name
        if (items.some(isSame)) return
        const input = { ...fields, relationshipId, version: record.version } as Input
        await appendItem(device, {
          relationshipId,
          documentIds: [],
          dependsOn: [],
          body: { kind: 'command', name, input },
          customerName: record.facts.companyName,
          predictions: [{ relationshipId, patch: predict(device, getDecision(name), foretold(record, items), input) }],
          form: null,
        })
      }),
    )
  },
)

/** The record as the person sees it: what still waits is laid over. */
function foretold(record: RelationshipRecord, items: readonly OutboxItem[]): RelationshipRecord {
  const patches = items.filter(isOverlaid).flatMap(({ predictions }) => predictions.map(({ patch }) => patch))
  return patches.reduce<RelationshipRecord>((shown, patch) => ({ ...shown, ...patch }), record)
}

function predict(
  { user, clock }: Device,
  decision: RelationshipDecision,
  record: RelationshipRecord,
  input: Input,
): Partial<RelationshipRecord> {
  const moment = { side: sideOfKind(user.organisationKind), now: clock.now() }
  return predictionOf(decision, outcomeOf(decision, stateOfRecord(record), moment, input))
}
