import { defineSetting } from './define-setting.ts'

export const removeView = defineSetting('remove-view', ({ id }: { id: string }) => [
  { kind: 'saved-view', id, patch: null },
])
