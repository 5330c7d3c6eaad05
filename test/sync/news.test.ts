// Whom an entry of the feed concerns, whatever it is about: one person, or whoever sees its root.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UserId } from '#shared/domain/ids.ts'
import { personKind } from '#shared/records/person.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { keysOf, keysOfEntry, readFeed, type FeedNews } from '../../server/database/feed.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { readNews } from '../../server/sync/read-news.ts'
import { unpackFrame } from '../support/unpack-frames.ts'
import { follow, settle } from './live-ends.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
/** Of the same MSP as `pair.msp`, who sees the same. */
let kim: TestDevice

beforeEach(async () => {
  pair = await openPair()
  kim = await pair.world.device(await pair.world.user(pair.msp.user.organisationId, 'Kim'))
  await pair.msp.sync()
  await kim.sync()
})
afterEach(() => pair.world.close())

const inUnit = (work: (unit: UnitOfWork) => unknown) => runUnitOfWork(pair.world.services, async (unit) => work(unit))

const tell = (news: Omit<FeedNews, 'organisationId' | 'collection'>) =>
  inUnit((unit) => unit.publish({ organisationId: pair.msp.user.organisationId, collection: personKind.name, ...news }))

/** What a person's news after `number` bring. */
async function newsOf({ user, world }: TestDevice, number: number): Promise<string[]> {
  const access = (await loadAccess(world.database, user.id))!
  const { frames } = await readNews(world.database, access, number, { kinds: readKinds })
  return frames.flatMap(unpackFrame).map((frame) => (frame.type === 'forget' ? `forget ${frame.id}` : frame.type))
}

async function head(): Promise<number> {
  const entries = await readFeed(pair.world.database, pair.msp.user.organisationId, 0, 10_000)
  return entries.at(-1)!.number
}

const gone = () => pair.world.ids.randomId() as UserId

describe('News', () => {
  test('[SYNC2] that one act makes of many records are one entry for 512 of them', async () => {
    const before = await head()
    const ids = Array.from({ length: 2 * keysOfEntry + 1 }, gone)
    await tell({ key: ids, root: '' })
    const entries = await readFeed(pair.world.database, pair.msp.user.organisationId, before, 10)
    expect(entries.map((entry) => keysOf(entry).length)).toEqual([keysOfEntry, keysOfEntry, 1])
    expect(await newsOf(kim, before)).toEqual(ids.map((id) => `forget ${id}`))
  })

  test('[SYNC5] of one person go to nobody else, by exchange and live, where the same view shares its pages', async () => {
    const hub = new LiveHub(pair.world.services)
    const [msp, own] = [await follow(hub, pair.msp), await follow(hub, kim)]
    const before = await head()
    await tell({ key: kim.user.id, root: '', userId: kim.user.id })
    await settle()
    expect(own.socket.types).toEqual(['person', 'cursor'])
    expect(msp.socket.types).toEqual(['cursor'])
    expect(await newsOf(kim, before)).toEqual(['person'])
    expect(await newsOf(pair.msp, before)).toEqual([])
    // The other way round, for whoever is asked first builds the page.
    await tell({ key: pair.msp.user.id, root: '', userId: pair.msp.user.id })
    await settle()
    expect(own.socket.types.slice(2)).toEqual(['cursor'])
    expect(msp.socket.types.slice(1)).toEqual(['person', 'cursor'])
    hub.close()
  })

  test('[SYNC5] of what is gone name it to whoever may have seen its root, and to nobody else', async () => {
    await inUnit((unit) => changeScope(unit, kim.user.id, { kind: 'only', allow: [], deny: [] }))
    const before = await head()
    const [ofOrganisation, ofRelationship, ofNothing] = [gone(), gone(), gone()]
    await tell({ key: ofOrganisation, root: '' })
    await tell({ key: ofRelationship, root: pair.relationshipId })
    await tell({ key: ofNothing })
    expect(await newsOf(kim, before)).toEqual([`forget ${ofOrganisation}`])
    expect(await newsOf(pair.msp, before)).toEqual([`forget ${ofOrganisation}`, `forget ${ofRelationship}`])
  })
})
