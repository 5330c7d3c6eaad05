/**
 * Runs in the page before anything of the app does (Playwright serialises it, so it stands by itself): notes when
 * customers were first painted, types the last one's name as soon as there is a field for it, notes when its row was painted,
 * and says so. Nobody need look into the page before, which would cost it more than a script of its own.
 */
export interface SeenStart {
  rows: number
  /** How many rows the list said it had at that moment. */
  rowsThen: number
  asked: number
  found: number
}

declare global {
  /** What is seen, as JSON, to whoever drives the browser. */
  var tellSeenStart: (seen: string) => void
}

export function watchStart(name: string): void {
  const seen: SeenStart = { rows: NaN, rowsThen: NaN, asked: NaN, found: NaN }
  const painted = (then: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => then(performance.now())
      port2.postMessage(null)
    })
  const firstRow = () => document.querySelector('[role=row] [role=cell]')
  let waitsForRows = true
  let waitsForField = false
  let waitsForFound = true
  const look = () => {
    if (waitsForRows && firstRow()) {
      waitsForRows = false
      painted((at) => {
        seen.rows = at
        seen.rowsThen = Number(document.querySelector('[role=table]')?.getAttribute('aria-rowcount')) - 1
        waitsForField = true
        look()
      })
    }
    const field = waitsForField ? document.querySelector<HTMLInputElement>('input[role=searchbox]') : null
    if (field) {
      waitsForField = false
      seen.asked = performance.now()
      field.value = name
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (waitsForFound && !Number.isNaN(seen.asked) && firstRow()?.textContent?.includes(name)) {
      waitsForFound = false
      painted((at) => {
        seen.found = at
        tellSeenStart(JSON.stringify(seen))
      })
      observer.disconnect()
    }
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { childList: true, subtree: true, characterData: true })
}
