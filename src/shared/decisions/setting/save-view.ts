import type { SavedView } from '../../domain/personal/saved-view.ts'
import { defineSetting } from './define-setting.ts'

/** A view of the list that a person keeps (M2), under the same id in place of the one before. */
export const saveView = defineSetting('save-view', ({ id, name, query }: SavedView) => [
  { kind: 'saved-view', id, patch: { id, name, query } },
])
