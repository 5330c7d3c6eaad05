import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { countRows, outboxOf } from './read-world.ts'
import { acme, World, type TestDevice, type WorldOptions } from './world.ts'

const postgres = new SharedPostgres()
let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})
afterAll(() => postgres.dropDatabases())

/** What the device's refused additions said at their fields. */
async function refusals(device: TestDevice) {
  return (await outboxOf(device))
    .filter(({ state }) => state === 'refused')
    .map(({ code, fieldErrors }) => ({ code, fieldErrors }))
}

describe.each<[string, () => Promise<WorldOptions>]>([
  ['SQLite', () => Promise.resolve({})],
  ['PostgreSQL, two nodes', async () => ({ databaseUrl: await postgres.createDatabase(), nodes: 2 })],
])('On %s', (_name, options) => {
  test('[FD7] two colleagues who add the same work email at the same moment: one customer, one invitation, and the other is told why', async () => {
    world = await World.open(undefined, await options())
    const mspId = await world.organisation('msp', 'Northwind')
    const noa = await world.device(await world.user(mspId, 'Noa'))
    const kim = await world.device(await world.user(mspId, 'Kim'))
    for (const device of [noa, kim]) await device.sync()
    const rounds = 8
    for (let round = 1; round <= rounds; round++) {
      const form = { ...acme, companyName: `Acme ${round}`, workEmail: `mina${round}@acme.example` }
      await addCustomer.on(noa, form)
      await addCustomer.on(kim, { ...form, workEmail: form.workEmail.toUpperCase() })
      await Promise.all([noa.sync(), kim.sync()])
      expect([await countRows(world, 'relationship'), await countRows(world, 'invitation')]).toEqual([round, round])
    }
    const said = [...(await refusals(noa)), ...(await refusals(kim))]
    expect(said).toEqual(
      Array.from({ length: rounds }, () => ({ code: 'invitation-open', fieldErrors: { workEmail: 'email-invited' } })),
    )
  })
})
