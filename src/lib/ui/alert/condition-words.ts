import type { DeviceConditionRecord } from '#shared/domain/alert/alert.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { formatNumber } from '../words/time-words.ts'

type Condition = DeviceConditionRecord | undefined

const joined = (parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(' · ')

/** Empty where nothing was ever reported. */
export function batteryWords(condition: Condition): string {
  const { batteryLevel = null, batteryHealth = null } = condition ?? {}
  return joined([
    batteryLevel !== null && m.condition_battery_level({ level: formatNumber(batteryLevel) }),
    batteryHealth !== null && m.condition_battery_health({ health: formatNumber(batteryHealth) }),
  ])
}

export function networkWords(condition: Condition): string {
  const { signal = null, droppedConnections = null } = condition ?? {}
  return joined([
    signal !== null && m.condition_signal({ signal: formatNumber(signal) }),
    droppedConnections !== null && m.condition_dropped({ count: formatNumber(droppedConnections) }),
  ])
}

export function crashWords(condition: Condition): string {
  return (condition?.apps ?? []).map(({ name, crashes }) => `${name}: ${formatNumber(crashes)}`).join(', ')
}
