/** Runs in the page before anything of the app does (Playwright serialises it): paints, shifts and long tasks of a start. */
export interface SeenVitals {
  firstPaint: number
  largestPaint: number
  shift: number
  longTasks: { at: number; ms: number }[]
}

declare global {
  var seenVitals: SeenVitals
}

export function watchVitals(): void {
  const seen: SeenVitals = { firstPaint: NaN, largestPaint: NaN, shift: 0, longTasks: [] }
  globalThis.seenVitals = seen
  const each = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
  each('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen.firstPaint = startTime
  })
  each('largest-contentful-paint', ({ startTime }) => (seen.largestPaint = startTime))
  each('layout-shift', (entry) => (seen.shift += (entry as PerformanceEntry & { value: number }).value))
  each('longtask', ({ startTime, duration }) => seen.longTasks.push({ at: startTime, ms: duration }))
}
