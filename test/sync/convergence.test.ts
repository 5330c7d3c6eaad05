import { afterEach, test } from 'vitest'
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

const stepsPerSeed = 40

let crowd: Crowd | undefined
afterEach(async () => {
  await crowd?.world.close()
  crowd = undefined
})

async function run(seed: number): Promise<void> {
  crowd = await openCrowd(seed)
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
  await world.close()
  crowd = undefined
}

test.each(seeds())(
  '[H1][FD3][SYNC2][PUSH1][DOC3][DOC7] six devices converge, lose nothing, do nothing twice, and the edit that was made last wins: seed %i',
  run,
)
