import type {
  AlertMonthRecord,
  AlertRecord,
  DeviceConditionRecord,
  DeviceLocationRecord,
} from '#shared/domain/alert/alert.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { alertKind } from '#shared/records/alerts/alert.ts'
import { alertMonthKind } from '#shared/records/alerts/alert-month.ts'
import { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { deviceLocationKind } from '#shared/records/alerts/device-location.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { readRecordsOf } from '../../local-store/stored-records.ts'
import { watch } from '../watch.svelte.ts'
import { byId } from './by-id.ts'

const nothing = byId<DeviceConditionRecord>([])

export interface AssetReports {
  readonly state: 'loading' | 'found' | 'not-fetched'
  readonly months: readonly AlertMonthRecord[]
  /** Newest first. */
  readonly alerts: readonly AlertRecord[]
  readonly conditions: ReadonlyMap<string, DeviceConditionRecord>
  /** Newest first; a customer's own people's, of those who may see where devices are. */
  readonly locations: readonly DeviceLocationRecord[]
}

/** What services report of a customer's devices (S2), by the relationship that manages it; null: of one's own. */
export function assetReports(of: () => RelationshipId | null): AssetReports {
  const read = watch(of, async ({ store, user }, relationshipId) => {
    const root = { root: relationshipId ?? user.organisationId }
    const [months, alerts, conditions, locations, held] = await Promise.all([
      readRecordsOf(store, alertMonthKind, root),
      readRecordsOf(store, alertKind, root),
      readRecordsOf(store, deviceConditionKind, root),
      readRecordsOf(store, deviceLocationKind, root),
      readMeta(store, 'held'),
    ])
    return {
      months,
      alerts: alerts.toReversed(),
      conditions: byId(conditions),
      locations: locations.toReversed(),
      isFetched: alertMonthKind.name in held,
    }
  })
  return {
    get state() {
      if (!read.current) return 'loading'
      return read.current.isFetched ? 'found' : 'not-fetched'
    },
    get months() {
      return read.current?.months ?? []
    },
    get alerts() {
      return read.current?.alerts ?? []
    },
    get conditions() {
      return read.current?.conditions ?? nothing
    },
    get locations() {
      return read.current?.locations ?? []
    },
  }
}
