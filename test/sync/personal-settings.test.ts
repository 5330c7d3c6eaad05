// What a person sets about their list follows them to every device (H4, M2): what they have seen, favourites, views. On both databases.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { noteSeen } from '#lib/commands/personal/note-seen.ts'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { readForetold } from '#lib/local-store/foretold-records.ts'
import { readUnsettled } from '#lib/local-store/read-outbox.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { everything } from '#shared/domain/personal/customer-mark.ts'
import { mostViews } from '#shared/domain/personal/saved-view.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import { savedViewKind } from '#shared/records/personal/saved-view.ts'
import { backupKeepers } from './backup.ts'
import { settleIn } from './company.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let phone: TestDevice
let tablet: TestDevice
let kim: TestDevice
afterEach(() => pair.world.close())
afterAll(async () => {
  for (const keeper of backupKeepers) await keeper.stop()
})

const settle = (...devices: TestDevice[]) => settleIn(pair.world, ...devices)

const shown = async ({ store }: TestDevice) => {
  const items = await readUnsettled(store)
  return readForetold(store, { marks: customerMarkKind, views: savedViewKind }, items)
}
const seenOn = async (device: TestDevice, of: string) => (await shown(device)).marks.find(({ id }) => id === of)?.seenAt
const isFavouriteOn = async (device: TestDevice) =>
  (await shown(device)).marks.find(({ id }) => id === pair.relationshipId)?.isFavourite
const viewsOn = async (device: TestDevice) => (await shown(device)).views.map(({ name }) => name).toSorted()
const refusals = async ({ store }: TestDevice) =>
  (await store.outbox.where('state').equals('refused').toArray()).map(({ code }) => code)

describe.each(backupKeepers)('A person’s own settings, on $name', ({ options }) => {
  async function begin(): Promise<void> {
    pair = await openPair(undefined, await options())
    phone = pair.msp
    tablet = await pair.world.device(pair.msp.user.id)
    kim = await pair.world.device(await pair.world.user(pair.msp.user.organisationId, 'Kim'))
    await settle(phone, tablet, kim)
  }

  test('[H4] seen on the phone, offline, is seen on the tablet; it never goes back, and is nobody else’s', async () => {
    await begin()
    const { relationshipId, world } = pair
    const [earlier, later] = [world.clock.now() - 5000, world.clock.now()]
    await noteSeen.on(phone, relationshipId, later)
    expect(await seenOn(phone, relationshipId), 'at once').toBe(later)
    await noteSeen.on(tablet, relationshipId, earlier)
    await settle(phone, tablet, kim)
    for (const device of [phone, tablet]) expect(await seenOn(device, relationshipId)).toBe(later)
    expect(await seenOn(kim, relationshipId)).toBeUndefined()
    // Known already: nothing waits.
    const waiting = await phone.store.outbox.count()
    await noteSeen.on(phone, relationshipId, earlier)
    expect(await phone.store.outbox.count()).toBe(waiting)
    await noteSeen.on(tablet, everything, world.clock.now() + 1000)
    await settle(tablet, phone)
    expect(await seenOn(phone, everything)).toBeGreaterThan(later)
  })

  test('[H4] a crafted mark is held to the server’s time, and to what its person may see', async () => {
    await begin()
    const { relationshipId, world } = pair
    const far = world.clock.now() + 1e9
    await changeSetting.on(phone, { setting: 'see-changes', input: { of: relationshipId, seenAt: far } })
    const stranger = await world.device(await world.user(await world.organisation('msp', 'Southpaw'), 'Sam'))
    await changeSetting.on(stranger, { setting: 'see-changes', input: { of: relationshipId, seenAt: 1 } })
    await changeSetting.on(stranger, { setting: 'choose-favourite', input: { of: relationshipId, isFavourite: true } })
    await settle(phone, stranger)
    expect(await seenOn(phone, relationshipId)).toBeLessThanOrEqual(world.clock.now())
    const rows = await world.database.selectFrom('customer_mark').select('user_id').execute()
    expect(rows.map(({ user_id }) => user_id)).toEqual([phone.user.id])
    expect(await refusals(stranger), 'nothing that anybody need look at').toEqual([])
  })

  test('[M2] of a favourite that was set apart the later holds, whoever comes first', async () => {
    await begin()
    const choose = (device: TestDevice, isFavourite: boolean) =>
      changeSetting.on(device, { setting: 'choose-favourite', input: { of: pair.relationshipId, isFavourite } })
    await choose(tablet, true)
    pair.world.clock.advance(60_000)
    await choose(phone, true)
    pair.world.clock.advance(60_000)
    await choose(phone, false)
    expect(await isFavouriteOn(phone)).toBe(false)
    await settle(phone, tablet, phone)
    for (const device of [phone, tablet]) expect(await isFavouriteOn(device)).toBe(false)
    expect(await isFavouriteOn(kim)).toBeUndefined()
  })

  test('[M2] a view is kept, changed and removed on all devices; what was saved before it was removed doesn’t bring it back', async () => {
    await begin()
    const { ids, clock } = pair.world
    const id = ids.randomId()
    const save = (device: TestDevice, name: string, query = '?status=active', viewId = id) =>
      changeSetting.on(device, { setting: 'save-view', input: { id: viewId, name, query } })
    await save(phone, 'Active')
    expect(await viewsOn(phone)).toEqual(['Active'])
    await settle(phone, tablet, kim)
    expect([await viewsOn(tablet), await viewsOn(kim)]).toEqual([['Active'], []])
    await save(tablet, 'Active ones')
    clock.advance(60_000)
    await changeSetting.on(phone, { setting: 'remove-view', input: { id } })
    await settle(phone, tablet, phone)
    expect([await viewsOn(phone), await viewsOn(tablet)]).toEqual([[], []])

    for (let n = 0; n <= mostViews; n++) await save(phone, `View ${n}`, '', ids.randomId())
    await save(phone, ' ', '', ids.randomId())
    await save(phone, 'Elsewhere', 'https://evil.example', ids.randomId())
    await settle(phone, tablet)
    expect((await viewsOn(tablet)).length).toBe(mostViews)
    expect(await refusals(phone)).toEqual(['too-many-views', 'invalid-input', 'invalid-input'])
  })

  test('[M20][SYNC3] what waited about a customer that left one’s scope is let go in silence', async () => {
    await begin()
    await changeSetting.on(kim, {
      setting: 'see-changes',
      input: { of: pair.world.ids.randomId() as RelationshipId, seenAt: 5 },
    })
    await settle(kim)
    expect(await refusals(kim)).toEqual([])
  })
})
