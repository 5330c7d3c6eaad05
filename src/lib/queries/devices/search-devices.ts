/** Searching devices (M22): by what stands in their own texts, and by whose they are. */
import { readImeiOrMeid } from '#shared/domain/device/device-identifier.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { RowSearch, type Searchable } from '../../list/search-rows.ts'

/** A number with its dashes, or as other systems write it, as it stands in the rows; anything else as it was typed. */
function asStored(text: string): string {
  const read = readImeiOrMeid(text)
  return 'value' in read && !read.value.startsWith(text.trim().toUpperCase()) ? read.value : text
}

interface OwnedRow extends Searchable {
  readonly relationshipId: RelationshipId | null
}

export class DeviceSearch<Row extends OwnedRow> {
  private readonly byText = new RowSearch<Row>()

  /**
   * `order`: best first, and then those of companies that are called so; or as `rows` are. `owners`: by whom rows are found, too.
   * An empty text keeps all.
   */
  find(
    rows: readonly Row[],
    text: string,
    owners: ReadonlySet<RelationshipId>,
    order: 'best' | 'kept',
  ): readonly Row[] {
    const wanted = asStored(text)
    const found = order === 'best' ? this.byText.rank(rows, wanted) : this.byText.filter(rows, wanted)
    if (owners.size === 0 || found === rows) return found
    const known = new Set(found)
    const isTheirs = (row: Row) => row.relationshipId !== null && owners.has(row.relationshipId)
    if (order === 'kept') return rows.filter((row) => known.has(row) || isTheirs(row))
    return [...found, ...rows.filter((row) => !known.has(row) && isTheirs(row))]
  }
}
