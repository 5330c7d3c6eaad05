import type { LocationRecipientsRecord } from '#shared/domain/alert/location-recipients.ts'
import { locationRecipientsKind } from '#shared/records/alerts/location-recipients.ts'
import { foretoldIds, readForetold } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { watch } from '../watch.svelte.ts'

/** Who hears where one's own company's devices are (S2), with what was set here laid over; null for whoever may not know. */
export function locationRecipients(): { readonly current: LocationRecipientsRecord | null; readonly waits: boolean } {
  const stored = watch(
    () => null,
    async ({ store }) => {
      const items = await readUnsettled(store)
      const { all } = await readForetold(store, { all: locationRecipientsKind }, items)
      return { record: all[0] ?? null, waits: foretoldIds(locationRecipientsKind.name, items).size > 0 }
    },
  )
  return {
    get current() {
      return stored.current?.record ?? null
    },
    get waits() {
      return stored.current?.waits ?? false
    },
  }
}
