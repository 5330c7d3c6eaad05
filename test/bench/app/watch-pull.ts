/** Runs in the page before anything of the app does (Playwright serialises it): the first data of all, as a person sees it arrive. */
export interface SeenPull {
  /** The most recent answer of `/api/sync`, by the browser's own timing, ms. */
  requestAt: number
  firstByteAt: number
  lastByteAt: number
  bytes: number
  /** What the bar said, each time it said something else. */
  progress: { at: number; value: number }[]
  /** No bar any more and nothing under way, after the last byte. */
  storedAt: number
  /** The list has all rows. */
  listedAt: number
  longTasks: { at: number; ms: number }[]
  /** Keys from being pressed to the next frame, ms. */
  keys: { at: number; ms: number }[]
}

declare global {
  var seenPull: SeenPull
}

export function watchPull(n: number): void {
  const seen: SeenPull = {
    requestAt: NaN,
    firstByteAt: NaN,
    lastByteAt: NaN,
    bytes: 0,
    progress: [],
    storedAt: NaN,
    listedAt: NaN,
    longTasks: [],
    keys: [],
  }
  globalThis.seenPull = seen
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push({ at: startTime, ms: duration })
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (!entry.name.endsWith('/api/sync') || entry.encodedBodySize < seen.bytes) continue
      seen.bytes = entry.encodedBodySize
      seen.requestAt = entry.startTime
      seen.firstByteAt = entry.responseStart
      seen.lastByteAt = entry.responseEnd
      look()
    }
  }).observe({ type: 'resource', buffered: true })
  addEventListener(
    'keydown',
    ({ timeStamp }) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => seen.keys.push({ at: timeStamp, ms: performance.now() - timeStamp })
        port2.postMessage(null)
      }),
    { capture: true },
  )
  const look = () => {
    const bar = document.querySelector('[role=progressbar]')
    const value = Number(bar?.getAttribute('aria-valuenow'))
    if (bar && seen.progress.at(-1)?.value !== value) seen.progress.push({ at: performance.now(), value })
    const isSynced = document.querySelector('[data-sync-state=synced]') !== null
    if (Number.isNaN(seen.storedAt) && !bar && isSynced && seen.lastByteAt > 0) seen.storedAt = performance.now()
    const count = document.querySelector('[role=table]')?.getAttribute('aria-rowcount')
    if (Number.isNaN(seen.listedAt) && count === String(n + 1)) seen.listedAt = performance.now()
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true })
}
