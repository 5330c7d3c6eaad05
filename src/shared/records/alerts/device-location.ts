/** Where a customer's devices were: its own, and only of those of its people who may see it. No MSP's app is ever sent one. */
import type { DeviceLocationRecord } from '../../domain/alert/alert.ts'
import type { DeviceId, OrganisationId } from '../../domain/ids.ts'
import { converted, digits, ids, optional, records, steps, texts } from '../../protocol/columns.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<DeviceLocationRecord, 'id' | 'customerId'>

const idColumn = ids<string>()
const headColumns = { id: idColumn, customerId: digits<OrganisationId>() }
const decimals = optional(converted(texts, String, Number))

export const deviceLocationKind = defineRecord<DeviceLocationRecord, 'device-location', Head>({
  name: 'device-location',
  groups: [
    {
      column: records<DeviceLocationRecord>({
        ...headColumns,
        deviceId: optional(ids<DeviceId>()),
        device: texts,
        latitude: decimals,
        longitude: decimals,
        accuracy: decimals,
        title: texts,
        text: texts,
        at: steps,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ customerId }) => customerId,
  partOf: ({ customerId }) => customerId,
  atOf: ({ at }) => at,
})
