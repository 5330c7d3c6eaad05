import { afterEach, expect, test } from 'vitest'
import {
  act,
  exchangeBadly,
  expectNothingLost,
  expectOneContent,
  expectOneEffect,
  openCrowd,
  pick,
  settle,
  TrueTimes,
  type Crowd,
} from './histories.ts'
import { seeds } from '../support/seeds.ts'
import { outboxOf } from './read-world.ts'
import type { WorldOptions } from './world.ts'

const stepsPerSeed = 40

let crowd: Crowd | undefined
afterEach(async () => {
  await crowd?.world.close()
  crowd = undefined
})

async function run(seed: number, options?: WorldOptions, check?: (crowd: Crowd) => Promise<void>): Promise<void> {
  crowd = await openCrowd(seed, options)
  const { world, devices, random } = crowd
  const times = new TrueTimes(crowd)
  for (let step = 0; step < stepsPerSeed; step++) {
    world.clock.advance(Math.floor(random() * 20_000))
    const device = pick(random, devices)
    const choice = random()
    if (choice < 0.6) await act(device, crowd)
    else if (choice >= 0.97) await world.restartServer()
    else if (await exchangeBadly(device, random)) times.delayed(device)
    await times.note(device)
  }
  await settle(devices)
  for (const device of devices) await times.note(device)
  await expectOneContent(crowd)
  await expectNothingLost(crowd)
  await expectOneEffect(crowd)
  await times.expectLaterWins()
  await check?.(crowd)
  await world.close()
  crowd = undefined
}

test.each(seeds())(
  '[H1][FD3][SYNC2][PUSH1][DOC3][DOC7] six devices converge, lose nothing, do nothing twice, and the edit that was made last wins: seed %i',
  (seed) => run(seed),
)

test.each(seeds(1 / 2))(
  '[FB3][DOC9][H1] so they do where documents are compacted again and again, and no edit is refused for it: seed %i',
  async (seed) => {
    const former: number[] = []
    await run(seed, { structsToCompact: 8 }, async ({ world, devices }) => {
      const states = await world.database.selectFrom('former_document_state').select('seq').execute()
      former.push(...states.map(({ seq }) => seq))
      const edits = (await Promise.all(devices.map(outboxOf))).flat().filter(({ body }) => body.kind === 'edit')
      expect(edits.filter(({ state }) => state === 'refused').map(({ code }) => code)).toEqual([])
    })
    expect(former).not.toEqual([])
  },
)
