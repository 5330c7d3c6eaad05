import { describe, expect, test } from 'vitest'
import type { Permission } from '#shared/domain/access/permission.ts'
import { builtInPermissions } from '#shared/domain/access/permission.ts'
import { alertCategories } from '#shared/domain/alert/alert-category.ts'
import {
  addressStop,
  alertRecipients,
  type AlertAudience,
  type AlertPerson,
} from '#shared/domain/alert/alert-mail-recipients.ts'
import type { UserId } from '#shared/domain/ids.ts'

const sub = builtInPermissions('customer', 'admin')
const locating = new Set<Permission>([...sub, 'view-location'])

function person(name: string, at: 'msp' | 'acme', given: Partial<AlertPerson> = {}): AlertPerson {
  const permissions = builtInPermissions(at === 'msp' ? 'msp' : 'customer', 'admin')
  const address = `${name}@${at}.example`
  return { userId: name as UserId, address, isActive: true, isInScope: true, permissions, ...given }
}

const msp = [
  person('inside', 'msp'),
  person('outside', 'msp', { isInScope: false }),
  person('blocked', 'msp', { isActive: false }),
  // No role gives an MSP's person this; a mistake elsewhere must not tell them either.
  person('odd', 'msp', { permissions: locating }),
]
const customer = [
  person('super', 'acme', { permissions: builtInPermissions('customer', 'super-admin') }),
  person('sub', 'acme'),
  person('manager', 'acme', { permissions: locating }),
  person('made-by-msp', 'acme', { permissions: sub }),
  person('sleeping', 'acme', { isActive: false }),
  person('sightless', 'acme', { permissions: new Set(['manage-admins-and-roles'] as const) }),
]
const addresses = [
  'asked@elsewhere.example',
  'blocked@msp.example',
  'contact@acme.example',
  'inside@msp.example',
  'outside@msp.example',
  'sleeping@acme.example',
  'stranger@elsewhere.example',
  'sub@acme.example',
]
const audience: AlertAudience = {
  category: 'battery',
  settings: { allAdmins: false, groupManagers: false, addresses: [] },
  managementType: 'jointly',
  msp,
  customer,
  customerAddresses: ['contact@acme.example'],
  managers: new Set(['manager', 'sleeping', 'inside'] as UserId[]),
  confirmed: new Set(['asked@elsewhere.example']),
}
const nothing = audience.settings

const mspAdmins = ['inside@msp.example', 'odd@msp.example']
const customerAdmins = ['super', 'sub', 'manager', 'made-by-msp'].map((name) => `${name}@acme.example`)
const types = ['fully', 'jointly', null] as const

const expected = {
  fully: {
    allAdmins: mspAdmins,
    groupManagers: [],
    addresses: ['asked@elsewhere.example', 'inside@msp.example'],
  },
  jointly: {
    allAdmins: [...mspAdmins, ...customerAdmins],
    groupManagers: ['manager@acme.example'],
    addresses: ['asked@elsewhere.example', 'contact@acme.example', 'inside@msp.example', 'sub@acme.example'],
  },
  // Delinked: an MSP's person is a stranger like any other.
  none: {
    allAdmins: customerAdmins,
    groupManagers: ['manager@acme.example'],
    addresses: ['asked@elsewhere.example', 'contact@acme.example', 'sub@acme.example'],
  },
}
const told = (given: Partial<AlertAudience>) => alertRecipients({ ...audience, ...given }).map(({ address }) => address)

describe.each(types)('managed: %s', (managementType) => {
  const { allAdmins, groupManagers, addresses: additional } = expected[managementType ?? 'none']

  test.each(alertCategories.filter((category) => category !== 'location'))('[S2] %s', (category) => {
    const about = { category, managementType }
    expect(told({ ...about, settings: nothing })).toEqual([])
    expect(told({ ...about, settings: { ...nothing, allAdmins: true } })).toEqual(allAdmins)
    expect(told({ ...about, settings: { ...nothing, groupManagers: true } })).toEqual(groupManagers)
    expect(told({ ...about, settings: { ...nothing, addresses } })).toEqual(additional)
    const everything = told({ ...about, settings: { allAdmins: true, groupManagers: true, addresses } })
    expect(everything).toEqual([...new Set([...allAdmins, ...groupManagers, ...additional])])
  })

  test('[S2] where a device is: those of the customer who may see it, never an MSP’s person or another address', () => {
    const settings = { allAdmins: true, groupManagers: true, addresses }
    const hearing = managementType === 'fully' ? [] : ['super@acme.example', 'manager@acme.example']
    expect(told({ category: 'location', managementType, settings })).toEqual(hearing)
    const managing = told({ category: 'location', managementType, settings: { ...settings, allAdmins: false } })
    expect(managing).toEqual(managementType === 'fully' ? [] : ['manager@acme.example'])
  })

  test('[S2] an additional recipient who gets nothing has one reason, and stays', () => {
    const stop = (address: string) => addressStop({ ...audience, managementType }, address)
    for (const address of addresses) expect(stop(address) === null, address).toBe(additional.includes(address))
    const paused = managementType === 'fully' ? 'customer-fully-managed' : null
    expect(stop('sub@acme.example')).toBe(paused)
    expect(stop('contact@acme.example')).toBe(paused)
    expect(stop('outside@msp.example')).toBe(managementType ? 'person-without-access' : 'not-confirmed')
    expect(stop('stranger@elsewhere.example')).toBe('not-confirmed')
  })
})

test('[S2] whoever is told says why, by the first reason, and whose person they are', () => {
  const settings = { allAdmins: true, groupManagers: true, addresses }
  const reasons = alertRecipients({ ...audience, settings })
  expect(reasons.find(({ userId }) => userId === 'manager')?.why).toBe('all-admins')
  const stranger = { address: 'asked@elsewhere.example', userId: null, side: null, why: 'address' }
  expect(reasons.find(({ address }) => address === stranger.address)).toEqual(stranger)
  const [first] = alertRecipients({ ...audience, settings: { ...settings, allAdmins: false } })
  expect(first).toEqual({ address: 'manager@acme.example', userId: 'manager', side: 'customer', why: 'group-managers' })
})
