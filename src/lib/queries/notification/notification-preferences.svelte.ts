import type { NotificationPreference } from '#shared/domain/notification/notification-preference.ts'
import { notificationCategories } from '#shared/domain/notification/notification-rules.ts'
import { notificationPreferenceKind } from '#shared/records/notification-preference.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { watch } from '../watch.svelte.ts'

/** How the signed-in person hears of what (M21), with what they chose here laid over. */
export function notificationPreferences(): {
  readonly all: readonly NotificationPreference[]
  readonly ready: boolean
} {
  const stored = watch(
    () => null,
    async ({ store }) => {
      const items = await readUnsettled(store)
      const { chosen } = await readForetold(store, { chosen: notificationPreferenceKind }, items)
      const placeOf = ({ id }: NotificationPreference) => notificationCategories.indexOf(id)
      return chosen.toSorted((left, right) => placeOf(left) - placeOf(right))
    },
  )
  return {
    get all() {
      return stored.current ?? []
    },
    get ready() {
      return stored.current !== undefined
    },
  }
}
