import type { LinkStatus } from '#shared/domain/reseller/reseller-link.ts'
import type { ResellerRow } from '#shared/domain/reseller/reseller-row.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { linkStatuses } from '../../../i18n/compiled/words/linkStatuses.js'
import type { Columns } from '../table/columns.ts'
import { writtenOnce, type Line } from '../table/table-lines.ts'
import { knownWords } from '../words/known-words.ts'
import { locationWords } from './location-words.ts'

export type ResellerColumnId = 'name' | 'id' | 'location' | 'last' | 'uploads' | 'devices' | 'status'

/** One of whom a reseller uploads to, as its list needs it. */
export interface ResellerRowView extends ResellerRow {
  /** All of these are at hand. */
  readonly pending: false
  readonly sortName: string
  readonly searchText: string
  readonly waiting: boolean
}

const statusWords = knownWords<LinkStatus>(linkStatuses)

/** R1's, in its order. */
export const resellerColumns: Columns<ResellerColumnId, ResellerRowView> = {
  name: { label: m.reseller_col_name, sizing: 'min-w-48 flex-[3] pr-3', width: 192, spare: 0, sort: null },
  id: {
    label: m.reseller_col_id,
    sizing: 'w-32 shrink-0 pr-3',
    width: 128,
    spare: 3,
    sort: { key: (row) => row.shownId },
  },
  location: {
    label: m.reseller_col_location,
    sizing: 'min-w-32 flex-[2] pr-3',
    width: 128,
    spare: 6,
    sort: { key: (row) => row.location, wordsOf: locationWords },
  },
  last: {
    label: m.reseller_col_last,
    sizing: 'w-34 shrink-0 pr-3',
    width: 136,
    spare: 5,
    sort: { number: (row) => row.lastUploadedAt ?? 0 },
  },
  uploads: {
    label: m.reseller_col_uploads,
    sizing: 'w-22 shrink-0 pr-3',
    width: 88,
    spare: 4,
    sort: { number: (row) => row.uploads },
  },
  devices: {
    label: m.reseller_col_devices,
    sizing: 'w-22 shrink-0 pr-3',
    width: 88,
    spare: 2,
    sort: { number: (row) => row.devices },
  },
  status: {
    label: m.reseller_col_status,
    sizing: 'w-54 shrink-0 pr-3',
    width: 216,
    spare: 1,
    sort: { key: (row) => row.status, wordsOf: (status) => statusWords(status as LinkStatus) },
  },
}

/** What the table says of a row. */
export interface ResellerWords {
  location: string
}

export type ResellerLine = Line<ResellerRowView, ResellerWords>

export const resellerWords = writtenOnce((row: ResellerRowView): ResellerWords => ({
  location: locationWords(row.location),
}))
