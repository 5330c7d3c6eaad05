import type { DeviceDecision } from '#shared/decisions/devices/define-device-decision.ts'
import { getDecision, type DecisionInput, type DeviceDecisionName } from '#shared/decisions/registry.ts'
import { formKeyOf } from '#shared/decisions/form-key.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { storing } from '../local-store/storing.ts'
import { appendItem, outboxTables } from '../outbox/append-item.ts'
import { defineCommand } from './define-command.ts'

export type DeviceQuestion = {
  [Name in DeviceDecisionName]: { decision: Name; input: DecisionInput<Name> }
}[DeviceDecisionName]

interface Said {
  /** The customer it concerns, by the relationship that manages it; null: one's own organisation. */
  of: RelationshipId | null
  /** Whom or what it is about, for people. */
  name: string
  /** What was typed, so that a refusal can go back there. */
  form?: Readonly<Record<string, unknown>>
}

/** Queues a decision about devices, shown at once as what it will make of them. Throws StorageFullError. */
export const decideOnDevices = defineCommand(
  async (device, { decision: name, input }: DeviceQuestion, { of, name: customerName, form }: Said): Promise<void> => {
    const { store } = device
    const { foretells } = getDecision(name) as unknown as DeviceDecision<string, typeof input>
    await storing(() =>
      store.transaction('rw', [...outboxTables(store), store.drafts], async () => {
        await appendItem(device, {
          relationshipId: of,
          documentIds: [],
          dependsOn: [],
          body: { kind: 'command', name, input },
          customerName,
          predictions: [],
          foretells: foretells(input).flatMap(({ kind, ids, patch }) => ids.map((id) => ({ kind, id, patch }))),
          form: form ?? null,
        })
        if (form) await store.drafts.delete(formKeyOf(name, null))
      }),
    )
  },
)
