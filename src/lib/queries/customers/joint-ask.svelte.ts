import type { CustodyRecord } from '#shared/domain/request/custody.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { workAbout, type WorkAbout } from '../team/work-about.ts'
import { watch } from '../watch.svelte.ts'

/** What waits here, or was refused, of asking who manages the company alone to share the account (C8). */
export function jointAskWork(custody: () => CustodyRecord): WorkAbout {
  const stored = watch(
    () => custody().id,
    async ({ store }, id) => {
      const items = await readUnsettled(store)
      return workAbout(items.filter(({ about }) => about?.kind === custodyKind.name && about.id === id))
    },
  )
  return {
    get waiting() {
      return stored.current?.waiting ?? null
    },
    get refused() {
      return stored.current?.refused ?? null
    },
  }
}
