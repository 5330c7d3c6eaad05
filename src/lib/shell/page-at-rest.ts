/** For a page that always has something to do, ms. */
const waitsAtMostMs = 3000

/** What is on the device is shown first; whatever wants the network may wait until the page has nothing else to do. */
export function pageAtRest(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: waitsAtMostMs })
    else setTimeout(resolve)
  })
}
