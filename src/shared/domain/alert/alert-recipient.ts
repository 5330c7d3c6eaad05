/**
 * Who is to hear of a category of alerts, as flags of the account's document: `alert:battery:address:mina@acme.example`.
 * A flag that nobody set is off, so the one of all admins, who hear of everything at first, says that they don't: undo
 * of its first change would find nothing to put back otherwise.
 */
import { cleanEmail } from '../text/clean-email.ts'
import { sharedAlertCategories, type SharedAlertCategory } from './alert-category.ts'

export const alertPrefix = 'alert:'

export type AlertTarget =
  | { type: 'all-admins' }
  | { type: 'group-managers' }
  /** `Additional recipients`. */
  | { type: 'address'; address: string }

export interface AlertFlag {
  category: SharedAlertCategory
  target: AlertTarget
}

export interface AlertSettings {
  allAdmins: boolean
  groupManagers: boolean
  /** In their order of spelling, each once. */
  addresses: readonly string[]
}

export const alertsAtFirst: AlertSettings = { allAdmins: true, groupManagers: false, addresses: [] }

/** The most additional recipients of a category. */
export const addressesPerCategory = 200
const addressLimit = 254
const addressMark = 'address:'
const noAdmins = 'no-admins'
const plausible =
  /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cf}]{1,64}@(?=.{4,})([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u

/** Whether a mail could go there, as it is stored: cleaned, in small letters. */
export function isAlertAddress(address: string): boolean {
  return address.length <= addressLimit && plausible.test(address) && cleanEmail(address) === address
}

export function isAlertKey(key: string): boolean {
  return key.startsWith(alertPrefix)
}

export function alertKey(category: SharedAlertCategory, target: AlertTarget): string {
  return `${alertPrefix}${category}:${nameOf(target)}`
}

function nameOf(target: AlertTarget): string {
  if (target.type === 'address') return `${addressMark}${target.address}`
  return target.type === 'all-admins' ? noAdmins : target.type
}

/** The flag's value, where they are to hear of it or not. */
export function alertValue({ type }: AlertTarget, hears: boolean): 'on' | '' {
  return hears === (type === 'all-admins') ? '' : 'on'
}

/** Whether they hear of it, where their flag has this value. */
export function hearsBy({ target }: AlertFlag, value: string): boolean {
  return (value === 'on') !== (target.type === 'all-admins')
}

/** null: no app writes such a key, and none may be stored. `location` is among these. */
export function readAlertKey(key: string): AlertFlag | null {
  if (!isAlertKey(key)) return null
  const rest = key.slice(alertPrefix.length)
  const category = sharedAlertCategories.find((name) => rest.startsWith(`${name}:`))
  if (!category) return null
  const name = rest.slice(category.length + 1)
  if (name === noAdmins) return { category, target: { type: 'all-admins' } }
  if (name === 'group-managers') return { category, target: { type: name } }
  const address = name.slice(addressMark.length)
  const isAddress = name.startsWith(addressMark) && isAlertAddress(address)
  return isAddress ? { category, target: { type: 'address', address } } : null
}

/** Everybody who is an additional recipient of anything. */
export function additionalRecipients(values: Readonly<Record<string, string>>): string[] {
  return [...new Set(sharedAlertCategories.flatMap((category) => readAlertSettings(values, category).addresses))]
}

/** Who is to hear of this category, by what the document says. */
export function readAlertSettings(
  values: Readonly<Record<string, string>>,
  category: SharedAlertCategory,
): AlertSettings {
  const hears = (target: AlertTarget) => hearsBy({ category, target }, values[alertKey(category, target)] ?? '')
  const addresses = Object.keys(values).flatMap((key) => {
    const flag = values[key] === 'on' ? readAlertKey(key) : null
    return flag?.category === category && flag.target.type === 'address' ? [flag.target.address] : []
  })
  return {
    allAdmins: hears({ type: 'all-admins' }),
    groupManagers: hears({ type: 'group-managers' }),
    addresses: addresses.toSorted(),
  }
}
