import type { ServiceId } from '#shared/domain/service.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { idsOf, type Columns } from '../table/columns.ts'
import { serviceName, type CustomerRowView } from './customer-row.ts'

export type ColumnId = 'name' | 'type' | 'services' | 'devices' | 'status' | 'added' | 'modified'

const servicesWords = (key: string) =>
  key
    .split(' ')
    .map((id) => serviceName(id as ServiceId))
    .join()

export const columns: Columns<ColumnId, CustomerRowView> = {
  name: { label: m.column_name, sizing: 'min-w-50 flex-[3] pr-3', width: 200, spare: 0, sort: null },
  type: {
    label: m.column_type,
    sizing: 'w-40 shrink-0 pr-3',
    width: 160,
    spare: 4,
    sort: { key: (row) => row.managementType },
  },
  services: {
    label: m.column_services,
    sizing: 'min-w-41 flex-1 pr-3',
    width: 164,
    spare: 3,
    sort: { key: (row) => row.services.join(' '), wordsOf: servicesWords },
  },
  devices: {
    label: m.column_devices,
    sizing: 'w-24 shrink-0 pr-3',
    width: 96,
    spare: 7,
    sort: { number: (row) => row.devices },
  },
  status: {
    label: m.column_status,
    sizing: 'w-46 shrink-0 pr-3',
    width: 184,
    spare: 1,
    sort: { key: (row) => row.status },
  },
  added: {
    label: m.column_added,
    sizing: 'w-31 shrink-0 pr-3',
    width: 124,
    spare: 6,
    sort: { number: (row) => row.addedAt },
  },
  modified: {
    label: m.column_modified,
    sizing: 'w-27 shrink-0 pr-3',
    width: 108,
    spare: 5,
    sort: { number: (row) => row.modifiedAt },
  },
}

export const columnIds = idsOf(columns)
