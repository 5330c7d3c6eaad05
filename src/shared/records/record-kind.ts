/**
 * All that sync, store and protocol know of a kind of record. Records of a kind travel and lie in columns: version n of a kind
 * is the first n of its column groups, groups are only ever appended, and a reader of fewer gets fewer.
 */
import * as decoding from 'lib0/decoding'
import type { OrganisationId } from '../domain/ids.ts'
import type { OrganisationKind } from '../domain/organisation.ts'
import { decodePage, type Column } from '../protocol/columns.ts'
import { wireLimits } from '../protocol/version.ts'

/** Columns that came together. */
export interface ColumnGroup<Part extends object = object> {
  column: Column<Part>
  /** What a record holds of them when it was written by somebody who didn't know them; the first group is always there. */
  missing: Part | null
}

/** Who holds a record: what a record belongs to may be told differently to each side. */
export interface Holder {
  organisationId: OrganisationId
  organisationKind: OrganisationKind
}

/** An edit of a document, for records that show some of what documents hold. */
export interface ShownEdit {
  document: { id: string; kind: string }
  values: Readonly<Record<string, string>>
  /** When it was committed, ms. */
  receivedAt: number
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what of a record its root follows from is its kind's own business
export interface RecordKind<Content extends { id: string }, Name extends string = string, Head = any> {
  readonly name: Name
  readonly groups: readonly [ColumnGroup, ...ColumnGroup[]]
  /** The first column of the first group: the ids of a page, without reading on. */
  readonly ids: Column<string>
  /** Reads the first columns of the first group, as far as the root follows from them. */
  readonly heads: Pick<Column<Head>, 'read'>
  /** What a record is seen with and goes with: a relationship, or for what is a customer’s own its Customer ID. */
  rootOf(record: Head, holder: Holder): string
  /** Whether its own id is a root: whoever forgets it forgets all that has it for one. */
  readonly isRoot: boolean
  /** Ids that records of a root have, which were made with it; null: they follow from nothing. */
  readonly idsMadeWith: ((root: string) => string[]) | null
  /** `packed`: a page of them is one entry on the device (DEV2); `single`: each is. */
  readonly lies: 'packed' | 'single'
  /** Whether a list shows all of them: what is stored or goes away is then numbered, so that the list can catch up. */
  readonly isListed: boolean
  /** A further thing that single records are looked up by, and when they came, ms. */
  partOf(record: Content): string | null
  atOf(record: Content): number | null
  /** The record as it is after an edit of a document under the same root; null for kinds that show nothing of documents. */
  readonly afterEdit: ((record: Content, edit: ShownEdit) => Content) | null
}

/** Any kind, for whoever handles all alike. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a kind takes and gives its own content only
export type AnyKind = RecordKind<any, string, any>

type Declaration<Content extends Head & { id: string }, Name extends string, Head> = Pick<
  RecordKind<Content, Name, Head>,
  'name' | 'groups' | 'ids' | 'heads' | 'rootOf'
> &
  Partial<RecordKind<Content, Name, Head>>

/** A kind as it is declared, with what most kinds have alike. */
export function defineRecord<Content extends Head & { id: string }, Name extends string, Head>(
  declaration: Declaration<Content, Name, Head>,
): RecordKind<Content, Name, Head> {
  return {
    isRoot: false,
    idsMadeWith: null,
    lies: 'single',
    isListed: false,
    partOf: () => null,
    atOf: () => null,
    afterEdit: null,
    ...declaration,
  }
}

/** How many groups this build knows. */
export function versionOf(kind: AnyKind): number {
  return kind.groups.length
}

/** The columns of a kind’s first `version` groups; what later ones hold is filled in. */
export function columnsOf<Content extends { id: string }>(
  kind: RecordKind<Content>,
  version: number = versionOf(kind),
): Column<Content> {
  const known = kind.groups.slice(0, version)
  const missing = kind.groups.slice(version).map((group) => group.missing)
  const [only] = known
  if (known.length === 1 && missing.length === 0) return only!.column as unknown as Column<Content>
  return {
    write(encoder, values) {
      for (const { column } of known) column.write(encoder, values)
    },
    read(decoder, count) {
      const parts = known.map(({ column }) => column.read(decoder, count))
      return Array.from({ length: count }, (_, place) =>
        Object.assign({}, ...missing, ...parts.map((part) => part[place])),
      ) as Content[]
    },
  }
}

/** The records of a page that was written with `version` groups. Throws PageError. */
export function unpackRecords<Content extends { id: string }>(
  kind: RecordKind<Content>,
  version: number,
  page: Uint8Array,
): Content[] {
  return decodePage(columnsOf(kind, version), page, wireLimits.recordsPerPage)
}

/** The ids of a page, in its order. */
export function readPageIds(kind: AnyKind, page: Uint8Array): string[] {
  return readFirst(kind.ids, page)
}

/** Id and root of every record of a page. */
export function readPageRoots(kind: AnyKind, page: Uint8Array, holder: Holder): { id: string; root: string }[] {
  const ids = readPageIds(kind, page)
  return readFirst(kind.heads, page).map((head, place) => ({ id: ids[place]!, root: kind.rootOf(head, holder) }))
}

function readFirst<Value>(column: Pick<Column<Value>, 'read'>, page: Uint8Array): Value[] {
  const decoder = decoding.createDecoder(page)
  return column.read(decoder, Math.min(decoding.readVarUint(decoder), wireLimits.recordsPerPage))
}
