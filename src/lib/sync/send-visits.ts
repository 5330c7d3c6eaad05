/**
 * Tells the server where its person was (H7), as soon as it can be reached: beside the outbox, since a visit asks for
 * nothing and can't be refused. Told twice it is the same visit, so that an answer that was lost costs nothing.
 */
import { mostVisits } from '#shared/protocol/visit-request.ts'
import type { Device } from '../local-store/device.ts'
import { watchRead } from '../local-store/local-store.ts'
import { reportBoard } from '../local-store/sync-report.ts'

/** What is done within it goes in one request, ms. */
const restMs = 1500
/** Before a server that took nothing is asked again, ms; and before it is looked whether one can be reached. */
const againAfterMs = 30_000
const lookAfterMs = 5000

/** Whether the server has them. */
export type PostVisits = (body: object) => Promise<boolean>

export const postVisits: PostVisits = async (body) => {
  const response = await fetch('/api/visits', {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  return response.ok
}

/** Sends those that wait, once. Whether none is left that waits. */
export async function sendVisits({ store, user, clock }: Device, post: PostVisits): Promise<boolean> {
  const waiting = await store.visits.where('isUnsent').equals(1).limit(mostVisits).toArray()
  if (waiting.length === 0) return true
  const visits = waiting.map(({ id, relationshipId, from, to, services, madeOffline }) => ({
    id,
    relationshipId,
    from,
    to,
    services,
    madeOffline,
  }))
  if (!(await post({ userId: user.id, sentAt: clock.now(), visits }))) return false
  await store.transaction('rw', store.visits, async () => {
    for (const sent of waiting) {
      const now = await store.visits.get(sent.id)
      // It may have gone on meanwhile.
      if (now && now.to === sent.to && now.services.length === sent.services.length)
        await store.visits.put({ ...now, isUnsent: 0 })
    }
  })
  return waiting.length < mostVisits
}

/** Returns the function that ends it. */
export function startSendingVisits(device: Device, post: PostVisits = postVisits): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const plan = (ms: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void run(), ms)
  }
  const run = async () => {
    const { online, signedOut } = reportBoard.current
    const canTell = online && !signedOut
    if (canTell && (await sendVisits(device, post).catch(() => false))) return
    if (await hasWaiting(device).catch(() => false)) plan(canTell ? againAfterMs : lookAfterMs)
  }
  const soon = () => plan(restMs)
  const watching = watchRead(() => device.store.visits.where('isUnsent').equals(1).toArray()).subscribe(
    (waiting) => waiting.length > 0 && soon(),
    () => undefined,
  )
  addEventListener('online', soon)
  document.addEventListener('visibilitychange', soon)
  return () => {
    stopped = true
    clearTimeout(timer)
    watching.unsubscribe()
    removeEventListener('online', soon)
    document.removeEventListener('visibilitychange', soon)
  }
}

async function hasWaiting({ store }: Device): Promise<boolean> {
  return (await store.visits.where('isUnsent').equals(1).count()) > 0
}
