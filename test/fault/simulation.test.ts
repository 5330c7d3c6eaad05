// Random histories of many devices over bad wires, on both databases: `test/fault/README.md` says how large and how long.
import { performance } from 'node:perf_hooks'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { WorldOptions } from '../sync/world.ts'
import { databases, stopDatabases } from './databases.ts'
import { Crowd } from './simulation/crowd.ts'
import { step } from './simulation/steps.ts'
import { judge, type Verdict } from './simulation/verdict.ts'
import { chosenSeeds, sizes, underSeed } from './sizes.ts'

let open: Crowd | undefined
afterEach(async () => {
  await open?.world.close()
  open = undefined
})
afterAll(stopDatabases)

interface Told extends Verdict {
  trace: string
  seconds: number
  happened: Map<string, number>
}

async function run(seed: number, options: WorldOptions, steps = sizes.steps): Promise<Told> {
  const startedAt = performance.now()
  open = await Crowd.open(seed, sizes.clients, options)
  for (let count = 0; count < steps; count++) await step(open)
  const verdict = await judge(open)
  const { happened } = open
  const trace = open.traceHash()
  await open.world.close()
  open = undefined
  return { ...verdict, trace, happened, seconds: (performance.now() - startedAt) / 1000 }
}

function line(seed: number, { seconds, devices, documents, items, words, sets, trace, happened }: Told): string {
  const events = ['delink accepted', 'added', 'restart', 'offline', 'snapshot', 'late request', 'late answer']
  const counts = events.map((event) => `${happened.get(event) ?? 0} ${event}`).join(', ')
  return `seed ${seed}: ${seconds.toFixed(1)} s, ${devices} devices, ${documents} documents, ${items} items took effect, ${words} words and ${sets} values acknowledged and there; ${counts}; ${trace.slice(0, 12)}`
}

describe.each(databases)('On $name', ({ options }) => {
  test(
    `[PUSH1][SYNC1][SYNC2][SYNC4][DOC7] ${sizes.seeds} histories of ${sizes.clients} devices in ${sizes.steps} steps diverge nowhere, lose nothing and do nothing twice`,
    { timeout: 12 * 60 * 60_000 },
    async () => {
      let delinked = 0
      for (const seed of chosenSeeds()) {
        const told = await underSeed(seed, async () => run(seed, await options()))
        delinked += told.happened.get('delink accepted') ?? 0
        console.log(line(seed, told))
      }
      expect(delinked, 'relationships did end in these histories').toBeGreaterThan(0)
    },
  )

  test('[PUSH1] the same seed gives the same trace', async () => {
    const seed = chosenSeeds(1)[0]!
    const few = Math.min(sizes.steps, 300)
    const first = await underSeed(seed, async () => run(seed, await options(), few))
    const second = await underSeed(seed, async () => run(seed, await options(), few))
    expect(second.trace).toBe(first.trace)
    const other = await underSeed(seed + 1, async () => run(seed + 1, await options(), few))
    expect(other.trace).not.toBe(first.trace)
  })
})
