import { getCurrentDevice } from '../session/current-device.svelte.ts'

/** For what a decision makes: what follows it may name it before the server has answered. */
export function newId<Id extends string>(): Id {
  return getCurrentDevice().ids.randomId() as Id
}
