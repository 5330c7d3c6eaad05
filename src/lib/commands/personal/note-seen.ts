import type { RelationshipId } from '#shared/domain/ids.ts'
import { everything } from '#shared/domain/personal/customer-mark.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { defineCommand } from '../define-command.ts'
import { changeSetting } from '../setting/change-setting.ts'

/**
 * The person has seen what arrived up to `at` (server clock, ms), of one account or of everything: on all their devices (H4).
 * Says nothing where it is known. Throws StorageFullError.
 */
export const noteSeen = defineCommand(
  async (device, of: RelationshipId | typeof everything, at: number): Promise<void> => {
    const items = await readUnsettled(device.store)
    const { marks } = await readForetold(device.store, { marks: customerMarkKind }, items)
    const isKnown = marks.some(({ id, seenAt }) => (id === of || id === everything) && (seenAt ?? 0) >= at)
    if (!isKnown) await changeSetting.on(device, { setting: 'see-changes', input: { of, seenAt: at } })
  },
)
