import type { DocumentValues } from '#shared/document/document-values.ts'
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { OverwrittenValue } from '#shared/domain/document/overwritten-value.ts'
import { watch } from '../watch.svelte.ts'
import { findRecentChanges, noSnapshot, readDocumentView, type RefusedField } from './read-document-view.ts'

/** A document as one person sees and edits it: values, what waits, what was refused, what others just did. */
export interface DocumentView {
  readonly ready: boolean
  readonly values: DocumentValues
  readonly tags: string[]
  readonly waitingFields: ReadonlySet<string>
  readonly refusedFields: ReadonlyMap<string, RefusedField>
  /** Field → somebody else's change that arrived while this was open. */
  readonly recent: ReadonlyMap<string, ChangeRecord>
  readonly overwritten: OverwrittenValue[]
}

export function documentView(documentId: () => DocumentId | null): DocumentView {
  const openedAt = Date.now()
  const snapshot = watch(documentId, async (device, id) => (id ? await readDocumentView(device, id) : null))
  const shown = $derived(snapshot.current ?? noSnapshot)
  const recent = $derived(findRecentChanges(shown, openedAt))
  return {
    get ready() {
      return snapshot.current !== undefined && snapshot.current !== null
    },
    get values() {
      return shown.values
    },
    get tags() {
      return shown.tags
    },
    get waitingFields() {
      return shown.waitingFields
    },
    get refusedFields() {
      return shown.refusedFields
    },
    get recent() {
      return recent
    },
    get overwritten() {
      return shown.overwritten
    },
  }
}
