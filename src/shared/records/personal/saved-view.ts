import type { SavedView } from '../../domain/personal/saved-view.ts'
import { records, texts } from '../../protocol/columns.ts'
import { defineRecord } from '../record-kind.ts'

/** What the signed-in person comes back to in their list (M2). */
export const savedViewKind = defineRecord<SavedView, 'saved-view', { id: string }>({
  name: 'saved-view',
  groups: [{ column: records<SavedView>({ id: texts, name: texts, query: texts }), missing: null }],
  ids: texts,
  heads: records<{ id: string }>({ id: texts }),
  rootOf: () => '',
})
