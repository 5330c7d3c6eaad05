/**
 * Who is to hear of a category of alerts, as flags of the account's document: `alert:battery:address:mina@acme.example`.
 * What nobody set holds as it begins: all admins hear of it, nobody else.
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
  const name = target.type === 'address' ? `${addressMark}${target.address}` : target.type
  return `${alertPrefix}${category}:${name}`
}

/** null: no app writes such a key, and none may be stored. `location` is among these. */
export function readAlertKey(key: string): AlertFlag | null {
  if (!isAlertKey(key)) return null
  const rest = key.slice(alertPrefix.length)
  const category = sharedAlertCategories.find((name) => rest.startsWith(`${name}:`))
  if (!category) return null
  const name = rest.slice(category.length + 1)
  if (name === 'all-admins' || name === 'group-managers') return { category, target: { type: name } }
  const address = name.slice(addressMark.length)
  const isAddress = name.startsWith(addressMark) && isAlertAddress(address)
  return isAddress ? { category, target: { type: 'address', address } } : null
}

/** Whether a recipient is one before anybody said so. */
export function isOnAtFirst({ target }: AlertFlag): boolean {
  return target.type === 'all-admins'
}

/** Who is to hear of this category, by what the document says. */
export function readAlertSettings(
  values: Readonly<Record<string, string>>,
  category: SharedAlertCategory,
): AlertSettings {
  const isOn = (target: AlertTarget): boolean => {
    const value = values[alertKey(category, target)]
    return value === undefined ? isOnAtFirst({ category, target }) : value === 'on'
  }
  const addresses = Object.keys(values).flatMap((key) => {
    const flag = values[key] === 'on' ? readAlertKey(key) : null
    return flag?.category === category && flag.target.type === 'address' ? [flag.target.address] : []
  })
  return {
    allAdmins: isOn({ type: 'all-admins' }),
    groupManagers: isOn({ type: 'group-managers' }),
    addresses: addresses.toSorted(),
  }
}
