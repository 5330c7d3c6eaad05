import type { RelationshipId } from '../../domain/ids.ts'
import { defineSetting } from './define-setting.ts'

interface Input {
  of: RelationshipId
  isFavourite: boolean
}

/** A customer that a person wants at hand (M2). */
export const chooseFavourite = defineSetting('choose-favourite', ({ of: id, isFavourite }: Input) => [
  { kind: 'customer-mark', id, patch: { id, isFavourite } },
])
