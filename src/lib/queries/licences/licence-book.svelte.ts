/** Licences and seats as the person sees them. */
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { RefusedDecision } from '../customers/waiting-decision.ts'
import { watch } from '../watch.svelte.ts'
import { readLicences, type Licence, type LicenceShare } from './read-licences.ts'

export type { Licence, LicenceShare }

export interface LicenceBook {
  readonly state: 'loading' | 'found' | 'not-fetched'
  readonly licences: readonly Licence[]
  readonly shares: readonly LicenceShare[]
  /** The newest decision about licences that was refused, and stays until it is let go. */
  readonly refused: RefusedDecision | null
  findLicence(id: string): Licence | null
  /** A customer's: by the relationship that manages it, or one's own. */
  sharesOf(relationshipId: RelationshipId | null): LicenceShare[]
}

export function licenceBook(): LicenceBook {
  const found = watch(() => null, readLicences)
  return {
    get state() {
      if (!found.current) return 'loading'
      return found.current.isFetched || found.current.licences.length + found.current.shares.length > 0
        ? 'found'
        : 'not-fetched'
    },
    get licences() {
      return found.current?.licences ?? []
    },
    get shares() {
      return found.current?.shares ?? []
    },
    get refused() {
      return found.current?.refused ?? null
    },
    findLicence: (id) => found.current?.licences.find((licence) => licence.id === id) ?? null,
    sharesOf: (relationshipId) =>
      (found.current?.shares ?? []).filter((share) => share.relationshipId === relationshipId),
  }
}
