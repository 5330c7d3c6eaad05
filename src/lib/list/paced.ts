/**
 * Runs `work` now and again whenever asked, but never twice at once, and rests in between for a multiple
 * of what it took: a big read must not follow every small change one by one.
 */
export function paced(work: () => Promise<void>): { ask(): void; stop(): void } {
  let running = false
  let again = false
  let stopped = false
  const run = async () => {
    running = true
    do {
      again = false
      const startedAt = performance.now()
      await work()
      const restMs = Math.min(1000, 3 * (performance.now() - startedAt))
      await new Promise((resolve) => setTimeout(resolve, restMs))
    } while (again && !stopped)
    running = false
  }
  return {
    ask() {
      again = true
      if (!running && !stopped) void run()
    },
    stop: () => (stopped = true),
  }
}
