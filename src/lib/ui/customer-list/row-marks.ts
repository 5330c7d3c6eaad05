import { createContext } from 'svelte'
import type { RelationshipId } from '#shared/domain/ids.ts'

/** What a person's own settings and reading say of rows (H4, M2); read anew by whoever shows one. */
export interface RowMarks {
  readonly unread: { has(id: RelationshipId): boolean }
  readonly favourites: { has(id: RelationshipId): boolean }
}

const nothing: ReadonlySet<string> = new Set()
export const noMarks: RowMarks = { unread: nothing, favourites: nothing }

/** From the page to the names in its list, past a table that knows nothing of it. */
export const [getRowMarks, setRowMarks] = createContext<RowMarks>()
