import type { FormerRelationship } from '#shared/domain/former/former-relationship.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { readMeta } from '../local-store/local-store.ts'
import { readAllRecords } from '../local-store/stored-records.ts'
import { watch } from './watch.svelte.ts'

export interface FormerRelationships {
  /** `not-fetched`: they never came to this device, so nobody knows. */
  readonly state: 'loading' | 'found' | 'not-fetched'
  /** What ended last first. */
  readonly all: readonly FormerRelationship[]
}

/** Former customers, or for a customer its former MSPs (M28). */
export function formerRelationships(): FormerRelationships {
  const stored = watch(
    () => null,
    async ({ store }) => {
      const [held, records] = await Promise.all([
        readMeta(store, 'held'),
        readAllRecords(store, formerRelationshipKind),
      ])
      return {
        isFetched: formerRelationshipKind.name in held,
        all: records.toSorted((left, right) => right.to - left.to),
      }
    },
  )
  return {
    get state() {
      if (!stored.current) return 'loading'
      return stored.current.isFetched ? 'found' : 'not-fetched'
    },
    get all() {
      return stored.current?.all ?? []
    },
  }
}
