import * as m from '../../../i18n/compiled/messages.js'
import type { Columns } from '../table/columns.ts'
import { trustMarks } from './trust-marks.ts'
import type { ResellerView } from './reseller-view.ts'

export type ResellersColumnId = 'name' | 'company' | 'uploads' | 'devices' | 'last' | 'auto' | 'profile' | 'status'

/** By whom its devices come, as a table needs it. */
export interface ListedReseller extends ResellerView {
  /** All of these are at hand. */
  readonly pending: false
  readonly sortName: string
  readonly searchText: string
}

/** What can be set is never spared. */
export const columnsOfResellers = (
  profileName: (row: ResellerView) => string,
  hasProfiles = false,
): Columns<ResellersColumnId, ListedReseller> => ({
  name: { label: m.column_reseller, sizing: 'min-w-40 flex-[3] pr-3', width: 160, spare: 0, sort: null },
  company: {
    label: m.column_customer,
    sizing: 'min-w-34 flex-[2] pr-3',
    width: 136,
    spare: 1,
    sort: { key: (row) => row.company },
  },
  uploads: {
    label: m.column_uploads,
    sizing: 'w-24 shrink-0 pr-3',
    width: 96,
    spare: 3,
    sort: { number: (row) => row.uploads },
  },
  devices: {
    label: m.column_devices,
    sizing: 'w-24 shrink-0 pr-3',
    width: 96,
    spare: 2,
    sort: { number: (row) => row.devices },
  },
  last: {
    label: m.column_last_uploaded,
    sizing: 'w-36 shrink-0 pr-3',
    width: 144,
    spare: 4,
    sort: { number: (row) => row.lastUploadedAt ?? 0 },
  },
  auto: {
    label: m.column_auto_approve,
    sizing: 'w-31 shrink-0 pr-3',
    width: 124,
    spare: 0,
    sort: { number: (row) => Number(row.autoApprove) },
  },
  profile: {
    label: m.column_default_profile,
    sizing: 'w-42 shrink-0 pr-4',
    width: 168,
    // One that isn’t chosen must be one that can be spared.
    spare: hasProfiles ? 0 : 1,
    sort: { key: profileName },
  },
  status: {
    label: m.column_status,
    sizing: 'min-w-44 flex-[2]',
    width: 176,
    spare: 0,
    sort: { key: (row) => row.trust, wordsOf: (trust) => trustMarks[trust as ResellerView['trust']].words() },
  },
})
