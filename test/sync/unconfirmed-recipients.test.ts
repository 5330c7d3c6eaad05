// Which additional recipients haven't said yes is told to whoever reads the account that names them, and to nobody else.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { alertKey } from '#shared/domain/alert/alert-recipient.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { confirmAddress, publishUnconfirmed } from '../../server/database/repository/alerts/alert-address.ts'
import { findManagingRelationship } from '../../server/database/repository/relationship.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { settleIn } from './company.ts'
import { accountIdOf } from './read-world.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

const partner = 'desk@partner.example'
const settle = () => settleIn(pair.world, pair.msp, pair.customer)
const name = (device: TestDevice, address: string, isOn = true) =>
  editField.on(device, accountId, alertKey('battery', { type: 'address', address }), isOn ? 'on' : '')
const told = async ({ store }: TestDevice) =>
  (await readAllRecords(store, unconfirmedRecipientsKind)).flatMap(({ addresses }) => addresses)

async function confirm(email: string): Promise<void> {
  const { world, customer } = pair
  const organisationId = customer.user.organisationId
  await runUnitOfWork(world.services, async (unit) => {
    await confirmAddress(unit.trx, { organisationId, email }, unit.now)
    publishUnconfirmed(unit, { id: organisationId, manager: await findManagingRelationship(unit.trx, organisationId) })
  })
}

test('[S2] both sides hear who has not confirmed, and that they did; people of either side never have to', async () => {
  const { msp, customer } = pair
  for (const address of [partner, 'other@partner.example', customer.user.email.toLowerCase()]) await name(msp, address)
  await settle()
  for (const device of [msp, customer])
    expect(await told(device)).toEqual([partner, 'other@partner.example'].toSorted())
  await confirm('other@partner.example')
  await settle()
  for (const device of [msp, customer]) expect(await told(device)).toEqual([partner])
  await name(customer, partner, false)
  await settle()
  for (const device of [msp, customer]) expect(await told(device)).toEqual([])
})

test('[S2][M20] somebody of the MSP without this customer hears of none, and forgets what they had', async () => {
  const { msp, world } = pair
  const kim = await world.device(await world.user(msp.user.organisationId, 'Kim'))
  await name(msp, partner)
  await settle()
  await kim.sync()
  expect(await told(kim)).toEqual([partner])
  await runUnitOfWork(world.services, (unit) => changeScope(unit, kim.user.id, { kind: 'only', allow: [], deny: [] }))
  await kim.sync()
  expect(await told(kim)).toEqual([])
  const bytes = kim.sent.length
  await confirm(partner)
  await kim.sync()
  expect(Buffer.concat(kim.sent.slice(bytes)).includes(partner)).toBe(false)
})

test('[S2][M17] a delink takes it from the MSP, and leaves it to the customer', async () => {
  const { msp, customer, relationshipId } = pair
  await name(msp, partner)
  await settle()
  await decide.on(msp, 'delink-customer', relationshipId)
  await settle()
  await decide.on(customer, 'accept-delink', relationshipId)
  await settle()
  expect(await told(msp)).toEqual([])
  expect(await told(customer)).toEqual([partner])
})
