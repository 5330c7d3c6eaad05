/**
 * Loaded into a server process before anything else (`node --import`): on SIGUSR2 it writes the longest stall of the
 * event loop since it was asked last, and the memory, to the file that TANDEM_WATCH_FILE names.
 * What is still held is what a collection of garbage leaves.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const everyMs = 5
const worthNotingMs = 50
const file = process.env['TANDEM_WATCH_FILE']!
const delays = monitorEventLoopDelay({ resolution: everyMs })
delays.enable()

/** A stall whose processor time is short was the disk's or the machine's, not ours. */
interface Stall {
  ms: number
  cpuMs: number
}
let stalls: Stall[] = []
let last = { at: performance.now(), cpu: process.cpuUsage() }
setInterval(() => {
  const { user, system } = process.cpuUsage(last.cpu)
  const now = { at: performance.now(), cpu: process.cpuUsage() }
  const ms = now.at - last.at - everyMs
  if (ms > worthNotingMs) stalls.push({ ms: Math.round(ms), cpuMs: Math.round((user + system) / 1000) })
  last = now
}, everyMs).unref()

process.on('SIGUSR2', () => {
  const seen = {
    maxMs: Math.round(delays.max / 1e6),
    p99Ms: Math.round(delays.percentile(99) / 1e6),
    stalls: stalls.toSorted((a, b) => b.ms - a.ms).slice(0, 5),
    rssMb: inMb(process.memoryUsage.rss()),
    heldMb: readHeldMb(),
  }
  writeFileSync(`${file}.new`, JSON.stringify(seen))
  renameSync(`${file}.new`, file)
  delays.reset()
  stalls = []
  last = { at: performance.now(), cpu: process.cpuUsage() }
})

const inMb = (bytes: number) => Math.round(bytes / 2 ** 20)

function readHeldMb(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return inMb(heapUsed + external)
}
