// H4: which accounts others changed, counted from a device's log as it grows, shrinks and is late.
import { afterEach, expect, test } from 'vitest'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { putRecords, removeRecords } from '#lib/local-store/stored-records.ts'
import { ChangesByOthers, type ArrivedAt } from '#lib/queries/personal/changes-by-others.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { settleIn } from './company.ts'
import { accountIdOf } from './read-world.ts'
import { readAllChanges } from './stored.ts'
import { openPair, type Pair } from './world.ts'

let pair: Pair
afterEach(() => pair.world.close())

const counts = (arrived: ArrivedAt) => [...arrived.values()].map((times) => times.size)

test('[H4] what others did counts, what one did oneself, or Tandem in one’s name, doesn’t; what is new is added', async () => {
  pair = await openPair()
  const { world, msp, customer } = pair
  const account = await accountIdOf(pair)
  await editField.on(msp, account, 'city', 'Leeds')
  await settleIn(world, msp, customer)
  const changes = new ChangesByOthers(msp, 0)
  expect(counts(await changes.read())).toEqual([])
  await editField.on(customer, account, 'phone', '+49 1')
  await settleIn(world, customer, msp)
  expect(counts(await changes.read())).toEqual([1])
  const kim = await world.device(await world.user(msp.user.organisationId, 'Kim'))
  await kim.sync()
  await editField.on(kim, account, 'phone', '+49 2')
  await settleIn(world, kim, msp)
  expect(counts(await changes.read())).toEqual([2])
  expect(counts(await new ChangesByOthers(msp, world.clock.now()).read())).toEqual([])
})

test('[H4] many of one moment, some that come late from before, and some that go', async () => {
  pair = await openPair()
  const { world, msp, customer } = pair
  await editField.on(customer, await accountIdOf(pair), 'phone', '+49 1')
  await settleIn(world, customer, msp)
  const one = (await readAllChanges(msp.store)).find(({ detail }) => detail.type === 'field')!
  const copies = (count: number, receivedAt: number) =>
    Array.from({ length: count }, () => ({ ...one, id: world.ids.randomId() as string as ChangeId, receivedAt }))
  const put = (records: ReturnType<typeof copies>) => putRecords(msp.store, changeKind, msp.user, records)
  const changes = new ChangesByOthers(msp, 0)
  await put(copies(2500, one.receivedAt + 5))
  await put(copies(10, one.receivedAt + 9))
  expect(counts(await changes.read())).toEqual([2511])
  const late = copies(3, one.receivedAt - 1000)
  await put(late)
  expect(counts(await changes.read())).toEqual([2514])
  await removeRecords(
    msp.store,
    changeKind,
    late.map(({ id }) => id),
  )
  expect(counts(await changes.read())).toEqual([2511])
})
