import type { OutboxItem } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'
import { watchForever } from './watch.svelte.ts'

const unsettled = watchForever((device: Device): Promise<OutboxItem[]> =>
  device.store.outbox.where('state').notEqual('settled').sortBy('number'),
)

/** Everything the outbox lays over the records, in device order; shared by all queries. */
export function unsettledItems(): OutboxItem[] | undefined {
  return unsettled()
}
