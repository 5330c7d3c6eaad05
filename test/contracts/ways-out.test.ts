// Every way by which data leaves the server, or work comes in, times every way in which access ends: two seconds after
// the end nothing goes by any of them. A new way, or a new end, is one more entry of its table.
import { Tandem } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'
import { ends } from './ways-out/ends.ts'
import { account, marker } from './ways-out/losses.ts'
import { type Msp, addPerson, makeMsp } from './ways-out/people.ts'
import { ways } from './ways-out/ways.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

afterAll(stopProviders)

const databases = [
  { name: 'SQLite', nodes: 1 },
  { name: 'PostgreSQL, ended at another node', nodes: 2 },
]

describe.each(databases)('On $name', ({ nodes }) => {
  const running: Tandem[] = []
  let msp: Msp
  let another: Msp
  beforeAll(async () => {
    const env: Record<string, string> = {}
    if (nodes > 1) {
      env['DATABASE_URL'] = (await postgres.provide()).databaseUrl!
      env['SECRET_KEY'] = 'ab'.repeat(32)
    }
    for (let node = 0; node < nodes; node++) running.push(await Tandem.start(env, 7 + node))
    msp = await makeMsp(running[0]!)
    another = await makeMsp(running[0]!)
  })
  afterAll(async () => {
    for (const tandem of running) await tandem[Symbol.asyncDispose]()
  })

  it.each(Object.keys(ends))('[FB2][SYNC4] nothing goes by any way two seconds after %s', async (end) => {
    const [tandem, elsewhere] = [running[0]!, running.at(-1)!]
    const { of, loses = account, once, apart, happens } = ends[end]!
    const owner = { first: another, second: { ...another, ...another.other }, none: msp }[apart ?? 'none']
    const open = await Promise.all(
      Object.entries(ways).map(async ([name, way]) => {
        const person = await addPerson(tandem, elsewhere, { msp: owner, of, loses })
        return { name, person, finish: await way(person, end) }
      }),
    )
    for (const { person } of once ? open.slice(0, 1) : open) await happens(person)
    let written: Promise<void> | null = null
    const write = () => (written ??= loses.write(elsewhere, owner, `${marker} ${end}`))
    const done = await Promise.allSettled(open.map(({ finish }) => finish(write)))
    const failed = done.flatMap((one, place) =>
      one.status === 'rejected' ? [`${open[place]!.name}: ${String(one.reason)}`] : [],
    )
    expect(failed).toEqual([])
  })
})
