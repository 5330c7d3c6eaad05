import type { SetFields, Setting } from '#shared/decisions/setting/define-setting.ts'
import { getDecision, type DecisionInput, type SettingName } from '#shared/decisions/registry.ts'
import { storing } from '../../local-store/storing.ts'
import { appendItem, outboxTables } from '../../outbox/append-item.ts'
import { defineCommand } from '../define-command.ts'

export type SettingChange = { [Name in SettingName]: { setting: Name; input: DecisionInput<Name> } }[SettingName]

/**
 * Sets registers, the person's own or of devices, shown at once and sent when it can be; of two the later one holds. `sets`: what
 * will be set, where it doesn't follow from the input alone. Throws StorageFullError.
 */
export const changeSetting = defineCommand(async (device, change: SettingChange, sets?: SetFields[]): Promise<void> => {
  const { setting: name, input } = change
  const { store } = device
  const setting = getDecision(name) as unknown as Setting<string, typeof input>
  await storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      await appendItem(device, {
        // What is set for devices of a customer goes with it.
        relationshipId: 'relationshipId' in input ? input.relationshipId : null,
        documentIds: [],
        dependsOn: [],
        body: { kind: 'command', name, input },
        customerName: '',
        predictions: [],
        foretells: sets ?? setting.sets(input),
        form: null,
      })
    }),
  )
})
