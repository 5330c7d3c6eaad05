import { readMeta, writeMeta } from '../local-store/local-store.ts'
import { defineCommand } from './define-command.ts'

/** The person has seen on their start page what arrived up to `at` (server clock, ms). It never goes back. */
export const noteHomeSeen = defineCommand(async ({ store }, at: number): Promise<void> => {
  await store.transaction('rw', store.meta, async () => {
    if (at > (await readMeta(store, 'homeSeenAt'))) await writeMeta(store, { homeSeenAt: at })
  })
})
