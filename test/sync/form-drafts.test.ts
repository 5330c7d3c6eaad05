// What was half typed about a customer's admins doesn't outlive the MSP's knowing of them (C7).
import { afterEach, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { formKeyOf, refusedKeyOf } from '#shared/decisions/form-key.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { findRelationship, listRelationshipIds } from './stored.ts'
import { openPair, type Pair } from './world.ts'

let pair: Pair
afterEach(() => pair.world.close())

/** The MSP has been let manage the admins, and has begun three forms and had one refused. */
async function begin(): Promise<RelationshipId> {
  pair = await openPair()
  const { msp, customer } = pair
  const [id] = await listRelationshipIds(msp.store)
  await decide.on(customer, 'grant-admins', id!)
  await customer.sync()
  await msp.sync()
  expect((await findRelationship(msp.store, id!))?.adminsGrantedAt).not.toBeNull()
  const ofTeam = formKeyOf('invite-person', id!)
  for (const key of [ofTeam, refusedKeyOf(ofTeam), formKeyOf('invite-person', null), 'add-customer'])
    await msp.store.drafts.put({ key, value: { workEmail: 'half@acme.example' }, savedAt: 1 })
  return id!
}

const drafts = async () => (await pair.msp.store.drafts.toCollection().primaryKeys()).toSorted()
const own = ['add-customer', 'invite-person']

test('[C7][DEV4] a half-typed invitation of a customer’s admin stays as long as the grant, and goes with it', async () => {
  const id = await begin()
  await decide.on(pair.msp, 'delink-customer', id)
  await pair.msp.sync()
  await decide.on(pair.customer, 'reject-delink', id)
  await pair.customer.sync()
  await pair.msp.sync()
  expect(await drafts()).toHaveLength(4)
  await decide.on(pair.customer, 'take-back-admins', id)
  await pair.customer.sync()
  await pair.msp.sync()
  expect(await drafts()).toEqual(own)
})

test('[C7][DEV4] it goes with the relationship', async () => {
  const id = await begin()
  await decide.on(pair.msp, 'delink-customer', id)
  await pair.msp.sync()
  await pair.customer.sync()
  await decide.on(pair.customer, 'accept-delink', id)
  await pair.customer.sync()
  await pair.msp.sync()
  expect(await drafts()).toEqual(own)
})

test('[C7][DEV4] it goes with a snapshot that doesn’t name the team any more', async () => {
  const id = await begin()
  await decide.on(pair.customer, 'take-back-admins', id)
  await pair.customer.sync()
  // As after a restore: this device gets everything anew.
  await pair.msp.store.meta.delete('cursor')
  await pair.msp.sync()
  expect(await drafts()).toEqual(own)
})
