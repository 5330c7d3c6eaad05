import { parseSort, writeSort, type Columns, type TableSort } from './columns.ts'

/** What decides which rows a searched table shows; lives in the address. */
export interface TextAndSort<Id extends string> {
  text: string
  /** Null: as the rows come, or best match first while searching. */
  sort: TableSort<Id> | null
}

/** Of `?q=&sort=-devices`; what it doesn't know it leaves out. */
export function textAndSort<Id extends string>(columns: Columns<Id, never>) {
  return {
    parse(search: string): TextAndSort<Id> {
      const query = new URLSearchParams(search)
      return { text: query.get('q') ?? '', sort: parseSort(columns, query.get('sort')) }
    },
    write({ text, sort }: TextAndSort<Id>): string {
      const query = new URLSearchParams()
      if (text.trim() !== '') query.set('q', text.trim())
      if (sort) query.set('sort', writeSort(sort))
      const written = query.toString()
      return written && `?${written}`
    },
  }
}
