/**
 * Starts syncing once its code is here. Pages show what is on the device without it: Yjs and the schemas of
 * the protocol are half of all the code, so they come after the first page (and from the service worker offline).
 */
import type { Device } from './local-store/device.ts'
import type { RunningSync } from './sync/run-in-one-tab.ts'
import type { SignedOutCheck } from './sync/sync-engine.ts'

/** Without a network and before the service worker has everything, ms. */
const againAfterMs = 5000

async function load() {
  const [{ httpTransport }, { runInOneTab }] = await Promise.all([
    import('./sync/http-transport.ts'),
    import('./sync/run-in-one-tab.ts'),
  ])
  return (device: Device, isSignedOut: SignedOutCheck) => runInOneTab(device, httpTransport, isSignedOut)
}

/** Loaded when `atRest` resolves. What is asked of it before it runs is what it begins with anyway. */
export function laterSync(device: Device, atRest: () => Promise<void>, isSignedOut: SignedOutCheck): RunningSync {
  let stopped = false
  let running: RunningSync | null = null
  const start = async () => {
    await atRest()
    const run = await load()
    if (!stopped) running = run(device, isSignedOut)
  }
  const tryToStart = () => {
    start().catch(() => {
      if (!stopped) setTimeout(tryToStart, againAfterMs)
    })
  }
  tryToStart()
  return {
    hurry: () => running?.hurry(),
    resume: () => running?.resume(),
    stop() {
      stopped = true
      running?.stop()
    },
  }
}
