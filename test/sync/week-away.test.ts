// M17, M18: an MSP's people are away for a week, each on a device with unsent work, while the customer's delink is answered by
// a colleague. At their next contact nothing of the account is left but what they typed themselves.
import { afterEach, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { settleIn } from './company.ts'
import { accountIdOf, dumpStore, localValues, outboxOf, privateIdOf } from './read-world.ts'
import { findRelationship, listDocumentIds } from './stored.ts'
import { acme, openPair, type Pair } from './world.ts'

const weekMs = 7 * 24 * 60 * 60 * 1000

let pair: Pair
afterEach(() => pair.world.close())

test('[M17][M18][DEV4] three devices come back: each person’s own words refused and kept, no value of the account, the late Accept told, the rest untouched', async () => {
  pair = await openPair()
  const { world, msp: tablet, customer, relationshipId } = pair
  const { organisationId } = tablet.user
  const phone = await world.device(tablet.user.id)
  const [kims, lees] = await Promise.all(
    ['Kim', 'Lee'].map(async (name) => world.device(await world.user(organisationId, name))),
  )
  const [accountId, privateId] = [await accountIdOf(pair), await privateIdOf(pair)]
  await editField.on(customer, accountId, 'city', 'MARK-ACCOUNT-CITY')
  await editText.on(tablet, privateId, 'privateNotes', 'MARK-PRIVATE', '')
  const other = await addCustomer.on(tablet, { ...acme, companyName: 'Other', workEmail: 'o@other.example' })
  await settleIn(world, customer, tablet, phone, kims!, lees!)

  // They go away; then the customer asks,.
  await editField.on(tablet, accountId, 'phone', '+49 TYPED-ON-TABLET')
  await editText.on(phone, accountId, 'notes', 'TYPED-ON-PHONE', '')
  const others = (await findRelationship(tablet.store, other.relationshipId))!
  await editField.on(tablet, others.accountDocumentId, 'phone', '+49 STAYS')
  await decide.on(customer, 'delink-customer', relationshipId)
  await settleIn(world, customer, kims!)
  await editField.on(kims!, privateId, 'internalReference', 'TYPED-BY-KIM')
  await decide.on(kims!, 'accept-delink', relationshipId)
  world.clock.advance(weekMs)
  await lees!.sync()
  await decide.on(lees!, 'accept-delink', relationshipId)
  await settleIn(world, lees!, customer)

  await settleIn(world, tablet, phone, kims!)
  for (const device of [tablet, phone, kims!, lees!]) {
    expect(await findRelationship(device.store, relationshipId)).toBeUndefined()
    expect(await listDocumentIds(device.store)).not.toContain(accountId)
    expect(await dumpStore(device)).not.toMatch(/MARK-ACCOUNT-CITY|MARK-PRIVATE/)
  }
  const refused = async (device: typeof tablet) =>
    (await outboxOf(device)).filter(({ state }) => state === 'refused').map(({ code }) => code)
  expect(await refused(tablet)).toEqual(['relationship-ended'])
  expect(await dumpStore(tablet)).toContain('TYPED-ON-TABLET')
  expect(await refused(phone)).toEqual(['relationship-ended'])
  expect(await dumpStore(phone)).toContain('TYPED-ON-PHONE')
  expect((await refused(kims!)).at(-1)).toMatch(/relationship-ended|consent-too-old/)
  // What was about another customer has arrived.
  await settleIn(world, lees!)
  expect(await localValues(lees!, others.accountDocumentId)).toMatchObject({ phone: '+49 STAYS' })
  // The customer has what was there, and nothing that came too late.
  const [own] = [...(await listDocumentIds(customer.store))]
  expect(await localValues(customer, own!)).toMatchObject({ city: 'MARK-ACCOUNT-CITY' })
  expect(await dumpStore(customer)).not.toMatch(/TYPED-ON|TYPED-BY-KIM/)
})
