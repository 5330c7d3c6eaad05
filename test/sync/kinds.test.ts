import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodePage, ids, records, texts } from '#shared/protocol/columns.ts'
import { columnsOf, defineRecord, readPageIds, readPageRoots, unpackRecords } from '#shared/records/record-kind.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { helloOf, post } from './raw-exchange.ts'
import { receivedIds } from './read-world.ts'
import { openPair, type Pair } from './world.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
  await pair.msp.sync()
})
afterEach(() => pair.world.close())

const { change: _change, ...without } = readKinds

describe('Kinds of records', () => {
  test('[SYNC8] one that is new to a device comes whole, and the others go on', async () => {
    const { msp, world } = pair
    const expected = await receivedIds(msp)
    await msp.store.records.where('[kind+id]').between(['change', ''], ['change', '\uffff']).delete()
    await writeMeta(msp.store, { held: without })
    const { frames } = await post(msp, [await helloOf(msp, { held: without })])
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(['change', 'whole', 'cursor']))
    await msp.sync()
    expect(await receivedIds(msp)).toEqual(expected)
    expect(await readMeta(msp.store, 'held')).toEqual(readKinds)
    expect((await post(msp, [await helloOf(msp)])).frames.map(({ type }) => type)).toEqual(['cursor'])
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await readMeta(fresh.store, 'held')).toEqual(readKinds)
  })

  test('[SYNC8] one that a device doesn’t read is never sent, and one that the server doesn’t know is no reason to refuse', async () => {
    const { msp } = pair
    const { frames, status } = await post(msp, [
      await helloOf(msp, { cursor: null, held: {}, kinds: { ...without, dance: 3 } }),
    ])
    expect(status).toBe(200)
    const types = frames.map(({ type }) => type)
    expect(types).not.toContain('change')
    expect(types).toContain('document')
    expect(frames.filter(({ type }) => type === 'whole')).toHaveLength(Object.keys(without).length)
  })

  test('[SYNC8] a reader of fewer groups gets fewer, and one of more finds them filled in', () => {
    interface Sample {
      id: string
      model: string
      colour: string
    }
    const first = { column: records<Pick<Sample, 'id' | 'model'>>({ id: ids(), model: texts }), missing: null }
    const second = { column: records<Pick<Sample, 'colour'>>({ colour: texts }), missing: { colour: 'grey' } }
    const shared = { name: 'sample', ids: ids<string>(), heads: records({ id: ids<string>() }) }
    const rootOf = ({ id }: { id: string }) => id
    const older = defineRecord<Pick<Sample, 'id' | 'model'>, string, { id: string }>({
      ...shared,
      rootOf,
      groups: [first],
    })
    const newer = defineRecord<Sample, string, { id: string }>({ ...shared, rootOf, groups: [first, second] })
    const record = { id: 'A'.repeat(22), model: 'X1', colour: 'red' }
    const holder = { organisationId: '' as never, organisationKind: 'msp' as const }

    const whole = encodePage(columnsOf(newer), [record])
    expect(unpackRecords(newer, 2, whole)).toEqual([record])
    const part = encodePage(columnsOf(newer, 1), [record])
    expect(unpackRecords(older, 1, part)).toEqual([{ id: record.id, model: 'X1' }])
    expect(unpackRecords(newer, 1, part)).toEqual([{ ...record, colour: 'grey' }])
    expect(readPageIds(newer, whole)).toEqual([record.id])
    expect(readPageRoots(newer, whole, holder)).toEqual([{ id: record.id, root: record.id }])
  })
})
