import type { Device } from '../local-store/device.ts'

let current = $state.raw<Device | null>(null)

/** The signed-in person's device in this tab; null before and between sessions. Reactive. */
export function findCurrentDevice(): Device | null {
  return current
}

export function getCurrentDevice(): Device {
  if (!current) throw new Error('nobody is signed in here')
  return current
}

/** For what reads a store: signing out closes it under the reader, and what fails then is for nobody any more. */
export function reportWhileHere(device: Device): (error: unknown) => void {
  return (error) => {
    if (current === device) reportError(error)
  }
}

/** For the composition root. */
export function setCurrentDevice(device: Device | null): void {
  current = device
}
