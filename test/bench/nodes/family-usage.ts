/** What a process and its children used so far, those that ended included, from /proc; NaN on systems without it. */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** Fields of /proc/PID/stat after the name; null once the process is gone. */
function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

const sum = (fields: string[], first: number, last: number) =>
  fields.slice(first, last + 1).reduce((total, field) => total + Number(field), 0) / ticksPerSecond

/** User and system time, s. */
export function familyCpuSeconds(pid: number): number {
  const own = readStat(pid)
  if (!own) return NaN
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((fields) => fields !== null && Number(fields[1]) === pid)
  return children.reduce((total, fields) => total + sum(fields!, 11, 12), sum(own, 11, 14))
}
