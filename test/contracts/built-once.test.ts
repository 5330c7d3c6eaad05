// Statements that are built once, and the chunks that many rows come in, on each database.
import { afterAll, describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { builtOnce } from '../../server/database/built-once.ts'
import { inRoundChunks, isRound } from '../../server/database/in-chunks.ts'
import type { OrganisationTable } from '../../server/database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { seededIds } from '../support/seeded-ids.ts'
import { TestClock } from '../support/test-clock.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'

afterAll(stopProviders)

const noRule = { second_factor_required_at: null }

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)
  const clock = new TestClock()
  const ids = seededIds(7)
  const unitOfWork = <Result>(work: (unit: UnitOfWork) => Promise<Result>) =>
    runUnitOfWork({ database: opened.database, clock, ids, wakeFollowers: () => undefined }, work)

  it('[SYNC1] a statement that is built once takes the values of each call, however many rows they are', async () => {
    let times = 0
    const find = builtOnce((database, { names, from }: { names: readonly string[]; from: number }) => {
      times++
      return database
        .selectFrom('organisation')
        .select('name')
        .where('name', 'in', names)
        .where('created_at', '>=', from)
        .where('kind', '=', 'msp')
        .orderBy('name')
    })
    const insert = builtOnce((database, { rows }: { rows: OrganisationTable[] }) =>
      database.insertInto('organisation').values(rows),
    )
    const rowsFor = (names: readonly string[]): OrganisationTable[] =>
      names.map((name, index) => ({
        id: `${name} id` as OrganisationId,
        kind: 'msp',
        name,
        created_at: index,
        ...noRule,
      }))
    const named = async (names: readonly string[], from = 0) =>
      (await find(opened.database, { names, from })).map(({ name }) => name)

    await insert(opened.database, { rows: rowsFor(['built a', 'built b']) })
    await insert(opened.database, { rows: rowsFor(['built c\0', "built d'", 'built e']) })
    expect(await named(['built a'])).toEqual(['built a'])
    expect(await named(['built b'])).toEqual(['built b'])
    expect(await named(["built d'"])).toEqual(["built d'"])
    expect(times).toBe(1)
    expect(await named(['built a', 'built b', 'built e'], 1)).toEqual(['built b', 'built e'])
    expect(await unitOfWork(({ trx }) => find(trx, { names: ['built e'], from: 3 }))).toMatchObject({ result: [] })
    expect(times).toBe(2)
    const many = Array.from({ length: 60 }, (_, index) => `built many ${index}`)
    await insert(opened.database, { rows: rowsFor(many) })
    expect(await named(many)).toEqual(many.toSorted())
  })

  it('[SYNC1] a statement that is built once belongs to the transaction it is given, and to none once that is over', async () => {
    const insert = builtOnce((database, { rows }: { rows: OrganisationTable[] }) =>
      database.insertInto('organisation').values(rows),
    )
    const rowFor = (name: string) => ({
      id: name as OrganisationId,
      kind: 'msp' as const,
      name,
      created_at: 0,
      ...noRule,
    })
    let over: UnitOfWork | undefined
    const failing = unitOfWork(async (unit) => {
      over = unit
      await insert(unit.trx, { rows: [rowFor('undone')] })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await expect(insert(over!.trx, { rows: [rowFor('too late')] })).rejects.toThrow('already rolled back')
    await unitOfWork((unit) => insert((over = unit).trx, { rows: [rowFor('done')] }))
    await expect(insert(over!.trx, { rows: [rowFor('too late')] })).rejects.toThrow('already committed')
    const names = ['undone', 'too late', 'done']
    const found = await opened.database.selectFrom('organisation').select('name').where('name', 'in', names).execute()
    expect(found).toEqual([{ name: 'done' }])
  })

  it('[SYNC1] nothing that depends on the first values can get into a statement that is built once', async () => {
    const asText = builtOnce((database, { name }: { name: string }) =>
      database.selectFrom('organisation').select('id').where('name', '=', `${name}!`),
    )
    const asJson = builtOnce((database, { name }: { name: string }) =>
      database.selectFrom('organisation').select('id').where('name', '=', JSON.stringify(name)),
    )
    await expect(asText(opened.database, { name: 'Name' })).rejects.toThrow('must not look at its values')
    await expect(asJson(opened.database, { name: 'Name' })).rejects.toThrow('must not look at its values')
  })

  it('[X4] a statement that asks for all columns gives those that a migration adds, too', async () => {
    await unitOfWork(({ trx }) => trx.schema.createTable('grown').addColumn('first', 'text').execute())
    const everything = () =>
      opened.database
        .selectFrom('grown' as 'database_fact')
        .selectAll()
        .execute()
    const addRow = (row: Record<string, string>) =>
      opened.database
        .insertInto('grown' as 'database_fact')
        .values(row as never)
        .execute()
    await addRow({ first: 'one' })
    expect(await everything()).toEqual([{ first: 'one' }])
    await opened.database.schema.alterTable('grown').addColumn('second', 'text').execute()
    await addRow({ first: 'two', second: '2' })
    expect(await everything()).toEqual([
      { first: 'one', second: null },
      { first: 'two', second: '2' },
    ])
  })
})

describe('Many rows', () => {
  it('[SYNC1] come in chunks of few sizes, all of them and in order', () => {
    for (const length of [0, 1, 15, 16, 17, 47, 48, 200]) {
      const rows = Array.from({ length }, (_, index) => index)
      const chunks = [...inRoundChunks(rows)]
      expect(chunks.flat()).toEqual(rows)
      expect(chunks.every((chunk) => isRound(chunk.length))).toBe(true)
    }
    expect([...inRoundChunks(Array.from({ length: 187 }))].map(({ length }) => length)).toEqual([64, 64, 32, 16, 11])
    expect([17, 33, 65].some(isRound)).toBe(false)
  })
})
