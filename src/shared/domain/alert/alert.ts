/** What a service reports of a customer's devices (S2): posted, mailed to whom the settings name, and kept for a while. */
import type { DeviceId, OrganisationId, RelationshipId } from '../ids.ts'
import type { SharedAlertCategory } from './alert-category.ts'

export interface AlertRecord {
  id: string
  /** Null: the reader's own company's. */
  relationshipId: RelationshipId | null
  customerId: OrganisationId
  /** Null: none that the customer has here. */
  deviceId: DeviceId | null
  /** What the device is called by: IMEI, MEID or serial number. */
  device: string
  category: SharedAlertCategory
  title: string
  text: string
  /** When it happened, ms. */
  at: number
}

/**
 * How many there were in a month, by category and day. There may be several of a customer's month, one for each time that an
 * MSP managed it: their sum is shown.
 */
export interface AlertMonthRecord {
  id: string
  relationshipId: RelationshipId | null
  customerId: OrganisationId
  /** e.g. `2026-11`, in UTC. */
  month: string
  /** 31 numbers each, the first of the month's first day. */
  counts: Readonly<Record<SharedAlertCategory, readonly number[]>>
}

/** As its latest alerts tell it. */
export interface DeviceConditionRecord {
  id: DeviceId
  relationshipId: RelationshipId | null
  customerId: OrganisationId
  /** Per cent; null: never told, as with all of these. */
  batteryLevel: number | null
  batteryHealth: number | null
  /** dBm, below zero. */
  signal: number | null
  droppedConnections: number | null
  /** The latest of each app that was told of, the last told first. */
  apps: readonly AppCrashes[]
  at: number
}

export interface AppCrashes {
  name: string
  crashes: number
}

/** Where a device was. No MSP's person ever holds one: it is for the customer's people who may see it, and for nobody else. */
export interface DeviceLocationRecord {
  /** The alert's that told it. */
  id: string
  customerId: OrganisationId
  deviceId: DeviceId | null
  device: string
  /** Degrees; null: it was told in words only. */
  latitude: number | null
  longitude: number | null
  /** Metres. */
  accuracy: number | null
  /** Of an alert about the location itself; otherwise empty. */
  title: string
  text: string
  at: number
}

/** Kept for so long, ms. */
export const keptAlertsMs = 90 * 24 * 60 * 60 * 1000
/** Months that counts are kept of, this one included. */
export const keptAlertMonths = 13
/** The most apps of a device's condition. */
export const mostApps = 20

/** Of a time, ms: its month and the place of its day. */
export function alertDayOf(at: number): { month: string; day: number } {
  const date = new Date(at).toISOString()
  return { month: date.slice(0, 7), day: Number(date.slice(8, 10)) - 1 }
}

/** The first month of which counts are kept. */
export function firstKeptMonth(now: number): string {
  const date = new Date(now)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - keptAlertMonths + 1, 1))
    .toISOString()
    .slice(0, 7)
}
