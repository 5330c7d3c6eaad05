/** What a person would lose by leaving this device: work that waits, and refused work they have not let go. */
import type { Device } from './device.ts'
import { isByLooking, isWaiting, type OutboxItem } from './outbox-item.ts'

function isUnsent(item: OutboxItem): boolean {
  return isWaiting(item) || item.state === 'refused'
}

export interface UnsentCount {
  waiting: number
  refused: number
}

export async function countUnsent({ store }: Pick<Device, 'store'>): Promise<UnsentCount> {
  const [waiting, refused] = await Promise.all([
    store.outbox
      .where('state')
      .anyOf('queued', 'sent')
      .filter((item) => !isByLooking(item))
      .count(),
    store.outbox.where('state').equals('refused').count(),
  ])
  return { waiting, refused }
}

/** The same as plain data that a person can read and keep. */
export async function describeUnsent(device: Device | null): Promise<object[]> {
  const items = device ? await device.store.outbox.filter(isUnsent).toArray() : []
  return items.map(({ number, state, code, editedAt, customerName, body, form }) => ({
    number,
    state,
    code,
    editedAt: new Date(editedAt).toISOString(),
    customerName,
    form,
    work: body.kind === 'edit' ? body.intents : body.name,
  }))
}
