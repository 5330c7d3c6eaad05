import type { AskingMsp } from '#shared/domain/request/asking-msp.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { askingMspKind } from '#shared/records/asking-msp.ts'
import { layOver } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { itemsOfTeam } from '../../local-store/local-team.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { watch } from '../watch.svelte.ts'
import { workAbout, type WorkAbout } from './work-about.ts'

/** An MSP that asked the signed-in customer, as the person should see it, and what waits or was refused about it. */
export type AskingMspView = AskingMsp & WorkAbout

export interface AskingMsps {
  readonly state: 'loading' | 'found' | 'not-fetched'
  /** By name. */
  readonly all: readonly AskingMspView[]
  find(id: OrganisationId): AskingMspView | undefined
}

export function askingMsps(): AskingMsps {
  const stored = watch(
    () => null,
    async ({ store, user }) => {
      const items = itemsOfTeam(await readUnsettled(store), null)
      const [records, held] = await Promise.all([readAllRecords(store, askingMspKind), readMeta(store, 'held')])
      const about = Map.groupBy(items, (item) => item.about?.id)
      const { compare } = new Intl.Collator(user.locale, { numeric: true })
      const all = layOver(records, askingMspKind.name, items).map((record): AskingMspView => ({
        ...record,
        ...workAbout(about.get(record.id) ?? []),
      }))
      const isHeld = askingMspKind.name in held || records.length > 0
      return { isHeld, all: all.toSorted((left, right) => compare(left.name, right.name)) }
    },
  )
  return {
    get state() {
      if (!stored.current) return 'loading'
      return stored.current.isHeld ? 'found' : 'not-fetched'
    },
    get all() {
      return stored.current?.all ?? []
    },
    find: (id) => stored.current?.all.find((each) => each.id === id),
  }
}
