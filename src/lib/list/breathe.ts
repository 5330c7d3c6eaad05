/** Long work in slices: between two of them the page paints and answers keys. */

/** Of a main thread four times slower than most, this and the slice that runs over stay well below 50 ms. */
const sliceMs = 12

type Priority = 'user-blocking' | 'user-visible' | 'background'

interface TaskScheduler {
  postTask(task: () => void, options: { priority: Priority }): Promise<void>
}

export class Slices {
  private startedAt = performance.now()
  private readonly priority: Priority

  constructor(priority: Priority = 'user-visible') {
    this.priority = priority
  }

  /** Await it between two pieces of work: it lets others go first when a slice is over. */
  async breathe(): Promise<void> {
    if (performance.now() - this.startedAt < sliceMs) return
    await nextTask(this.priority)
    this.startedAt = performance.now()
  }
}

/** Resolves in a task of its own. */
export async function nextTask(priority: Priority): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler }
  if (scheduler?.postTask) await scheduler.postTask(() => undefined, { priority })
  else await new Promise((resolve) => setTimeout(resolve))
}
