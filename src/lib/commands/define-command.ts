import { getCurrentDevice } from '../session/current-device.svelte.ts'
import type { Device } from '../local-store/device.ts'

/** A command as pages call it, on the signed-in person's device; `on` names another device, as tests do. */
export interface Command<Args extends unknown[], Result> {
  (...args: Args): Promise<Result>
  on(device: Device, ...args: Args): Promise<Result>
}

export function defineCommand<Args extends unknown[], Result>(
  run: (device: Device, ...args: Args) => Promise<Result>,
): Command<Args, Result> {
  return Object.assign((...args: Args) => run(getCurrentDevice(), ...args), { on: run })
}
