/**
 * SQLite answers without ever leaving the event loop, so a long transaction, or many short ones, would keep every
 * other request, heartbeat and timer waiting. Whoever works through a list, and SQLite itself, asks here in between.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

const sliceMs = 15

/** When this turn of the event loop began, as far as we know; null at its start. */
let began: number | null = null

/** Nothing to wait for, or the next turn of the event loop when this one has lasted long enough. */
export function giveWay(): Promise<void> | undefined {
  const now = performance.now()
  if (began === null) {
    began = now
    setImmediate(() => {
      began = null
    })
  } else if (now - began >= sliceMs) return nextTurn()
  return undefined
}
