import type { OutboxItem } from '../local-store/outbox-item.ts'
import { readUnsettled } from '../local-store/read-outbox.ts'
import type { Device } from '../local-store/device.ts'
import { watchForever } from './watch.svelte.ts'

const unsettled = watchForever((device: Device): Promise<OutboxItem[]> => readUnsettled(device.store))

/** Everything the outbox lays over the records, in device order; shared by all queries. */
export function unsettledItems(): OutboxItem[] | undefined {
  return unsettled()
}
