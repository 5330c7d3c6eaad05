import { toConsentSteps, type ConsentStep } from '#shared/domain/document/consent-step.ts'
import { changeKind } from '#shared/records/change.ts'
import { readNewest } from '../local-store/stored-records.ts'
import { watch } from './watch.svelte.ts'

/** What was agreed on, asked and answered about one's own account (H6), newest first, whoever managed it. */
export function consentTimeline(): {
  readonly steps: readonly ConsentStep[]
  readonly ready: boolean
} {
  const read = watch(
    () => null,
    async ({ store }) => toConsentSteps(await readNewest(store, changeKind)),
  )
  return {
    get steps() {
      return read.current ?? []
    },
    get ready() {
      return read.current !== undefined
    },
  }
}
