import { expect, test } from 'vitest'
import { alertCategories, sharedAlertCategories } from '#shared/domain/alert/alert-category.ts'
import {
  alertKey,
  alertValue,
  hearsBy,
  isAlertAddress,
  readAlertKey,
  readAlertSettings,
  type AlertTarget,
} from '#shared/domain/alert/alert-recipient.ts'

const targets: AlertTarget[] = [
  { type: 'all-admins' },
  { type: 'group-managers' },
  { type: 'address', address: 'mina@acme.example' },
]

test('[S2] every recipient has one key, which reads back as that recipient', () => {
  for (const category of sharedAlertCategories)
    for (const target of targets) {
      expect(readAlertKey(alertKey(category, target))).toEqual({ category, target })
      for (const hears of [true, false]) expect(hearsBy({ category, target }, alertValue(target, hears))).toBe(hears)
    }
  expect(alertKey('battery', targets[2]!)).toBe('alert:battery:address:mina@acme.example')
})

test('[S2] who hears where a device is has no key, nor has what no app writes', () => {
  expect(alertCategories).toContain('location')
  for (const key of [
    'alert:location:no-admins',
    'alert:battery:all-admins',
    'alert:location:address:mina@acme.example',
    'alert:weather:no-admins',
    'alert:battery',
    'alert:battery:',
    'alert:battery:everybody',
    'alert:battery:address:',
    'alert:battery:address:nobody',
    'alert:battery:address:Mina@acme.example',
    'alert:battery:address:mina@acme.example ',
    'alert:battery:address:mina@acme..example',
    `alert:battery:address:mina@${'a'.repeat(250)}.example`,
    'companyName',
  ])
    expect(readAlertKey(key), key).toBeNull()
})

test('[S2] an address is one that a mail could go to, as it is stored', () => {
  for (const address of ['a@b.kr', "o'neil+it@mail.acme.example", 'it@xn--mller-kva.example'])
    expect(isAlertAddress(address), address).toBe(true)
  for (const address of [
    '',
    '@',
    'a@b',
    'a b@c.example',
    'a@-b.example',
    'a@b.example\n',
    'a@müller.example',
    '<a@b.kr>',
  ])
    expect(isAlertAddress(address), address).toBe(false)
})

test('[S2] until somebody says so, all admins hear of everything and nobody else does', () => {
  const first = { allAdmins: true, groupManagers: false, addresses: [] }
  for (const category of sharedAlertCategories) expect(readAlertSettings({}, category)).toEqual(first)
  const values = {
    companyName: 'Acme',
    'alert:battery:no-admins': 'on',
    'alert:battery:group-managers': 'on',
    'alert:battery:address:z@acme.example': 'on',
    'alert:battery:address:a@acme.example': 'on',
    'alert:battery:address:gone@acme.example': '',
    'alert:network:address:other@acme.example': 'on',
  }
  const addresses = ['a@acme.example', 'z@acme.example']
  expect(readAlertSettings(values, 'battery')).toEqual({ allAdmins: false, groupManagers: true, addresses })
})
