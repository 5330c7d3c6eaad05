/** What a process and the whole machine used so far, from /proc; NaN on systems without it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const ticksPerSecond = 100

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** User and system time of all threads, s. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return NaN
  // The second field is a name in parentheses that may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** From now on {@link peakMemoryMb} is of what comes. */
export function resetPeakMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Elsewhere than on Linux there is no peak to tell, either.
  }
}

/** The most memory it held, MB (VmHWM). */
export function peakMemoryMb(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
  return kilobytes === undefined ? NaN : Number(kilobytes) / 1024
}

/** Seconds all processors together were busy. */
export function machineBusySeconds(): number {
  const [user, nice, system, , , irq, softIrq] = (read('/proc/stat') ?? '')
    .split('\n')[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return ((user ?? NaN) + nice! + system! + irq! + softIrq!) / ticksPerSecond
}

const quietCores = 0.25
const lookForMs = 700

/** Waits until the machine does little else, at most about `limitMs`. */
export async function waitForQuiet(limitMs: number): Promise<void> {
  for (const end = performance.now() + limitMs; performance.now() < end;) {
    const busy = machineBusySeconds()
    const startedAt = performance.now()
    await wait(lookForMs)
    const cores = (machineBusySeconds() - busy) / ((performance.now() - startedAt) / 1000)
    if (!(cores > quietCores)) return
  }
}

/** Waits until a process has nothing left to do: late writes belong to the work that caused them. */
export async function waitForIdle(pid: number, atLeastMs: number): Promise<void> {
  const lookMs = 250
  await wait(atLeastMs)
  for (let looks = 0; looks < 60; looks++) {
    const used = cpuSeconds(pid)
    await wait(lookMs)
    if (!(cpuSeconds(pid) - used > 0.01)) return
  }
}
