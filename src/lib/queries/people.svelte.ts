import type { PersonRecord } from '#shared/domain/user.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { personKind } from '#shared/records/person.ts'
import { readMeta } from '../local-store/local-store.ts'
import { readAllRecords } from '../local-store/stored-records.ts'
import { watch } from './watch.svelte.ts'

export interface People {
  /** `not-fetched`: this device never had all of them, so nobody knows. */
  readonly state: 'loading' | 'found' | 'none' | 'not-fetched'
  /** By name. */
  readonly list: readonly PersonRecord[]
}

/** Everybody of the reader’s own organisation (M20, C6). */
export function people(): People {
  const stored = watch(
    () => null,
    async ({ store, user }) => {
      const [held, found] = await Promise.all([readMeta(store, 'held'), readAllRecords(store, personKind)])
      const { compare } = new Intl.Collator(user.locale)
      const nameOf = ({ firstName, lastName, email }: PersonRecord) => fullName(firstName, lastName) || email
      const list = found.toSorted((left, right) => compare(nameOf(left), nameOf(right)))
      return { list, isFetched: personKind.name in held }
    },
  )
  return {
    get state() {
      if (!stored.current) return 'loading'
      if (stored.current.list.length > 0) return 'found'
      return stored.current.isFetched ? 'none' : 'not-fetched'
    },
    get list() {
      return stored.current?.list ?? []
    },
  }
}
