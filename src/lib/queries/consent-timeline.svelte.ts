import { toConsentSteps, type ConsentStep } from '#shared/domain/document/consent-step.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { readNewest, readRecordsOf } from '../local-store/stored-records.ts'
import { watch } from './watch.svelte.ts'

/**
 * What the two sides agreed on, asked and answered (H6), newest first: of one relationship for its MSP; null: of one's own
 * account, whoever managed it.
 */
export function consentTimeline(about: () => RelationshipId | null): {
  readonly steps: readonly ConsentStep[]
  readonly ready: boolean
} {
  const read = watch(about, async ({ store }, relationshipId) => {
    const changes = relationshipId
      ? await readRecordsOf(store, changeKind, { root: relationshipId })
      : await readNewest(store, changeKind)
    return toConsentSteps(changes)
  })
  return {
    get steps() {
      return read.current ?? []
    },
    get ready() {
      return read.current !== undefined
    },
  }
}
