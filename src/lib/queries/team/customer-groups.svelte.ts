import type { OrganisationId } from '#shared/domain/ids.ts'
import type { GroupRecord } from '#shared/domain/team/customer-group.ts'
import { customerGroupKind } from '#shared/records/customer-group.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { watchForever } from '../watch.svelte.ts'

/** Groups of customers (M3) that a list is filtered by. */
export class CustomerGroups {
  /** By name; none for whoever doesn't see all customers. */
  readonly all: readonly GroupRecord[]
  /** They have come to this device: before, one that isn't here says nothing. */
  readonly fetched: boolean

  constructor(all: readonly GroupRecord[], fetched: boolean) {
    this.all = all
    this.fetched = fetched
  }

  /** Those that were deleted, or that this person isn't shown. */
  missingOf(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.all.some((group) => group.id === id))
  }

  membersOf(ids: readonly string[]): OrganisationId[] {
    return this.all.filter(({ id }) => ids.includes(id)).flatMap(({ members }) => members)
  }
}

const shared = watchForever(async ({ store, user }: Device) => {
  const items = await readUnsettled(store)
  const held = await readMeta(store, 'held')
  const { groups } = await readForetold(store, { groups: customerGroupKind }, items)
  const { compare } = new Intl.Collator(user.locale, { numeric: true })
  const byName = groups.toSorted((left, right) => compare(left.name, right.name))
  return new CustomerGroups(byName, customerGroupKind.name in held)
})

/** As this person should see them now; undefined until they have been read. */
export function customerGroups(): CustomerGroups | undefined {
  return shared()
}
