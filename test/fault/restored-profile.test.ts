// Browser profiles put back to how they were earlier: two pasts of one device under the same numbers (forks).
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { databases, stopDatabases } from './databases.ts'
import { Crowd } from './simulation/crowd.ts'
import { step } from './simulation/steps.ts'
import { judge } from './simulation/verdict.ts'
import { chosenSeeds, sizes, underSeed } from './sizes.ts'

const rounds = 6
const clients = 12

let open: Crowd | undefined
afterEach(async () => {
  await open?.world.close()
  open = undefined
})
afterAll(stopDatabases)

async function steps(crowd: Crowd, count: number): Promise<void> {
  for (; count > 0; count--) await step(crowd)
}

describe.each(databases)('On $name', ({ options }) => {
  test(
    `[PUSH1][PUSH4] in ${sizes.seeds} random histories in which browser profiles are restored nothing acknowledged is lost or done twice`,
    { timeout: 6 * 60 * 60_000 },
    async () => {
      let restored = 0
      for (const seed of chosenSeeds()) {
        await underSeed(seed, async () => {
          open = await Crowd.open(seed, clients, await options())
          for (let round = 0; round < rounds; round++) {
            await steps(open, 20)
            const putBack = await open.backUpProfile(open.pick(open.members))
            await steps(open, 40)
            await putBack()
          }
          await steps(open, 60)
          restored += open.happened.get('profile restored') ?? 0
          await judge(open)
          await open.world.close()
          open = undefined
        })
      }
      expect(restored, 'profiles were restored').toBeGreaterThan(chosenSeeds().length)
    },
  )
})
