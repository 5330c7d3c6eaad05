/**
 * Many tabs, one that syncs: whoever holds the Web Lock. The others wait for it; when that tab closes or
 * dies, the browser hands the lock on. Without Web Locks every tab syncs, which is only wasteful.
 */
import type { Device } from '../local-store/device.ts'
import { openTabChannel } from '../local-store/tab-channel.ts'
import { startSendingVisits } from './send-visits.ts'
import { SyncEngine, type SignedOutCheck } from './sync-engine.ts'
import type { Transport } from './transport.ts'

export interface RunningSync {
  /** Asked by the person: what is being typed goes out, too. */
  hurry(): void
  resume(): void
  stop(): void
}

const messages = ['poke', 'hurry', 'resume'] as const
type Message = (typeof messages)[number]

export function runInOneTab(device: Device, transport: Transport, isSignedOut: SignedOutCheck): RunningSync {
  const abort = new AbortController()
  const engine = new SyncEngine(device, transport, isSignedOut)
  let leading = false
  const act = (message: Message) => void engine[message]()
  const channel = openTabChannel<Message>(`tandem-sync-${device.user.id}`, (message) => {
    if (leading && messages.includes(message)) act(message)
  })
  const everywhere = (message: Message) => (leading ? act(message) : channel.post(message))
  const lead = async () => {
    leading = true
    abort.signal.addEventListener('abort', startSendingVisits(device))
    await engine.run(abort.signal)
  }
  // A tab that can't be told anything had better sync by itself.
  if (navigator.locks && channel.reaches)
    navigator.locks.request(`tandem-sync-${device.user.id}`, { signal: abort.signal }, lead).catch(() => undefined)
  else void lead()

  const poke = () => everywhere('poke')
  const visible = () => {
    if (document.visibilityState === 'visible') poke()
  }
  addEventListener('online', poke)
  addEventListener('offline', poke)
  document.addEventListener('visibilitychange', visible)
  return {
    hurry: () => everywhere('hurry'),
    resume: () => everywhere('resume'),
    stop() {
      removeEventListener('online', poke)
      removeEventListener('offline', poke)
      document.removeEventListener('visibilitychange', visible)
      abort.abort()
      channel.close()
    },
  }
}
