/** What a seed's folder holds for Tandem. */
import type { RunWork } from '../plan.ts'

/** What the device that was away had stored: the answer to its first exchange. */
export const storedFramesFile = 'tandem-stored.frames'

/** The server's data folder as this work finds it. */
export function tandemFolder(work: RunWork): string {
  return work === 'return' ? 'tandem-return' : 'tandem-first'
}
