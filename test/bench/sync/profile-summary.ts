/** Where a CPU profile's time went: the functions with the most time of their own. */
import { readFileSync } from 'node:fs'
import { root } from './processes/server-process.ts'

/** Microseconds of the machine's monotonic clock, which profiles count by too. */
export interface TimeWindow {
  fromUs: number
  toUs: number
}

interface Profile {
  startTime: number
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  /** Microseconds before each sample. */
  timeDeltas: number[]
}

const idle = new Set(['(idle)', '(program)', '(root)'])

/** Of the work alone: a cold server spends longer on starting than on a small work. */
export function summariseProfile(file: string, { fromUs, toUs }: TimeWindow, most = 20): string {
  const { startTime, nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const nameOf = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const place = url.replace('file://', '').replace(root, '').replace('node_modules/', '')
      return [id, `${functionName || '(anonymous)'}  ${place === '' ? '' : `${place}:${lineNumber + 1}`}`.trim()]
    }),
  )
  const self = new Map<string, number>()
  let at = startTime
  samples.forEach((id, place) => {
    at += timeDeltas[place]!
    const name = nameOf.get(id)!
    if (at >= fromUs && at <= toUs && !idle.has(name)) self.set(name, (self.get(name) ?? 0) + timeDeltas[place]! / 1000)
  })
  const total = [...self.values()].reduce((sum, ms) => sum + ms, 0)
  const top = [...self].toSorted(([, left], [, right]) => right - left).slice(0, most)
  return [
    `${file}: ${total.toFixed(0)} ms busy`,
    ...top.map(
      ([name, ms]) => `${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${name}`,
    ),
  ].join('\n')
}
