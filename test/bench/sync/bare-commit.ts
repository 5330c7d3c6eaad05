/** What the disk alone takes: a durable commit of SQLite with nothing of ours around it. No edit that waits for its commit is shown sooner. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as rest } from 'node:timers/promises'
import { latenciesOf, type Latencies } from './processes/device-process.ts'

const commits = 300
/** As far apart as the live lane's edits. */
const everyMs = 20
/** About what one edit writes. */
const rows = 8
const bytesPerRow = 500

export interface BareCommit extends Latencies {
  /** Processor time of one commit, ms. */
  cpuMs: number
}

/** In a database of its own below `folder`, on the same disk as the servers'. */
export async function measureBareCommit(folder: string): Promise<BareCommit> {
  const own = mkdtempSync(join(folder, 'bare-commit-'))
  const database = new DatabaseSync(join(own, 'bare.sqlite'))
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full; create table written (bytes blob)')
    const insert = database.prepare('insert into written values (?)')
    const took: number[] = []
    let cpuUs = 0
    for (let commit = 0; commit < commits; commit++) {
      await rest(everyMs)
      const before = process.cpuUsage()
      const startedAt = performance.now()
      database.exec('begin immediate')
      for (let row = 0; row < rows; row++) insert.run(new Uint8Array(bytesPerRow))
      database.exec('commit')
      took.push(performance.now() - startedAt)
      const { user, system } = process.cpuUsage(before)
      cpuUs += user + system
    }
    return { ...latenciesOf(took), cpuMs: cpuUs / 1000 / commits }
  } finally {
    database.close()
    rmSync(own, { recursive: true, force: true })
  }
}
