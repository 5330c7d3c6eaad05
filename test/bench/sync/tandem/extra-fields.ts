/**
 * Loaded before the server (`--import`) and by its clients: the account document gets keys for the values
 * that Tandem has no field of its own for, so that all 24 lie in it one by one, as they do with the peers.
 * Nothing else of the server differs from what `npm start` runs: it goes by this table wherever it looks at keys.
 */
import { accountFieldLimits } from '#shared/domain/account/account-field.ts'

export const extraFieldLimits = {
  legalName: 160,
  vatId: 20,
  // Tandem's own `industry` is a choice from a list.
  trade: 60,
  location: 60,
  contactEmail: 160,
  contactRole: 80,
  backup: 5,
  monitoring: 5,
  seats: 10,
  firewall: 40,
  sla: 20,
  timezone: 40,
  language: 10,
  billing: 20,
} as const

Object.assign(accountFieldLimits, extraFieldLimits)
