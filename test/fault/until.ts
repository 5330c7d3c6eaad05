import { setTimeout as pause } from 'node:timers/promises'

/** Looks again and again until it is so; rejects with `what` when that takes longer than `limitMs`. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  for (const end = performance.now() + limitMs; !(await isSo()); await pause(10))
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
}
