/**
 * Runs in the page (Playwright serialises it): for each key or click, how long until what it changed in the
 * content was painted for the last time, or the next frame if it changed nothing.
 */
export interface SeenAnswer {
  /** When the event was made, by the browser's own clock, ms. */
  at: number
  /** NaN until painted. */
  paintedAt: number
}

declare global {
  var seenAnswers: SeenAnswer[]
}

export function watchAnswers(kind: 'keydown' | 'click'): void {
  const seen: SeenAnswer[] = []
  globalThis.seenAnswers = seen
  const painted = (then: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => then(performance.now())
      port2.postMessage(null)
    })
  const content = document.querySelector('#content')!
  let text = content.textContent
  const noteCurrent = () => {
    const current = seen.at(-1)
    if (current) painted((at) => (current.paintedAt = at))
  }
  addEventListener(
    kind,
    (event) => {
      seen.push({ at: event.timeStamp, paintedAt: NaN })
      noteCurrent()
    },
    { capture: true },
  )
  // Attributes don't count: links follow the address long after the rows do.
  new MutationObserver(() => {
    const now = content.textContent
    if (now === text) return
    text = now
    noteCurrent()
  }).observe(content, { childList: true, subtree: true, characterData: true })
}
