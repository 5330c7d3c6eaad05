/**
 * Where a run keeps its databases and browser profiles: one folder that goes with the run, in memory where there is room, for
 * up to a fifth of a file's time is the disk's and no test is about that.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
const roomNeeded = 4 * 2 ** 30
const prefix = 'tandem-run-'

/** Makes it what `tmpdir()` answers, here and in every worker. Somebody's own TMPDIR is theirs. */
export function useTemporaryFolder(): void {
  if (process.env['TMPDIR']) return
  const parent = freeBytes(memory) > roomNeeded ? memory : tmpdir()
  for (const name of readdirSync(parent)) if (isLeft(name)) removeFolder(join(parent, name))
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  // PostgreSQL doesn't run as root.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  process.once('exit', () => removeFolder(folder))
}

function freeBytes(folder: string): number {
  if (!existsSync(folder)) return 0
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** By a run that was killed. */
function isLeft(name: string): boolean {
  const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
  return pid !== undefined && !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Somebody else's stays. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    return
  }
}
