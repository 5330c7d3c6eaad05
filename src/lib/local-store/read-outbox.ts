import type { Device } from './device.ts'
import type { LocalStore } from './local-store.ts'
import { isByLooking, type OutboxItem, type OutboxState } from './outbox-item.ts'

const waitingStates: readonly OutboxState[] = ['queued', 'sent']
const unsentStates: readonly OutboxState[] = [...waitingStates, 'refused']
const unsettledStates: readonly OutboxState[] = [...unsentStates, 'accepted']

/** In device order. A state each: an index gives all of one at once, and of several only one by one. */
async function readInStates(store: LocalStore, states: readonly OutboxState[]): Promise<OutboxItem[]> {
  const found = await store.transaction('r', store.outbox, () =>
    Promise.all(states.map((state) => store.outbox.where('state').equals(state).toArray())),
  )
  return found.flat().sort((left, right) => left.number - right.number)
}

/** All that isn't over, whatever the server has said of it so far. */
export const readUnsettled = (store: LocalStore) => readInStates(store, unsettledStates)

/** What a person would lose by leaving this device: work that waits, and refused work they have not let go. */
export const readUnsent = (store: LocalStore) => readInStates(store, unsentStates)

/** What goes to the server. */
export const readWaiting = (store: LocalStore) => readInStates(store, waitingStates)

export async function countWaiting(store: LocalStore): Promise<number> {
  const counts = await store.transaction('r', store.outbox, () =>
    Promise.all(waitingStates.map((state) => store.outbox.where('state').equals(state).count())),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

export interface UnsentCount {
  waiting: number
  refused: number
}

export async function countUnsent({ store }: Pick<Device, 'store'>): Promise<UnsentCount> {
  const unsent = await readUnsent(store)
  const refused = unsent.filter(({ state }) => state === 'refused').length
  return { waiting: unsent.filter((item) => item.state !== 'refused' && !isByLooking(item)).length, refused }
}

/** The same as plain data that a person can read and keep. */
export async function describeUnsent(device: Device | null): Promise<object[]> {
  const items = device ? await readUnsent(device.store) : []
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
