/** The real server process, telling how long its event loop stood still. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApplication } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { seedParties, type Crowd } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { RunningServer } from '../support/server.ts'
import { until } from './until.ts'

const watcher = new URL('./watch-event-loop.ts', import.meta.url).href

/** In memory where that is possible: what waits for this machine's disk says nothing about the server. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface Watched {
  /** The longest stall since it was asked last, ms (perf_hooks). */
  maxMs: number
  p99Ms: number
  /** The longest ones, with the processor time in them. */
  stalls: { ms: number; cpuMs: number }[]
  rssMb: number
  /** What a collection of garbage leaves. */
  heldMb: number
}

export class WatchedServer {
  readonly server: RunningServer
  readonly people: SignedIn[]
  private readonly folder: string

  private constructor(server: RunningServer, people: SignedIn[], folder: string) {
    this.server = server
    this.people = people
    this.folder = folder
  }

  static async start(crowd: Crowd, env: Record<string, string> = {}): Promise<WatchedServer> {
    const folder = await mkdtemp(join(memory, 'tandem-watched-'))
    const seeding = await startApplication(parseConfig({ PORT: '0', TANDEM_DATA: folder }))
    const people = await seedParties(seeding.services.database, seeding.address, crowd)
    await seeding.close()
    const watched = { NODE_OPTIONS: `--import ${watcher}`, TANDEM_WATCH_FILE: join(folder, 'watched.json') }
    return new WatchedServer(
      await RunningServer.start({ dataFolder: folder, env: { ...watched, ...env } }),
      people,
      folder,
    )
  }

  get origin(): string {
    return this.server.origin
  }

  async read(): Promise<Watched> {
    const file = join(this.folder, 'watched.json')
    rmSync(file, { force: true })
    process.kill(this.server.pid!, 'SIGUSR2')
    await until('the server tells how it is', () => existsSync(file))
    return JSON.parse(readFileSync(file, 'utf8')) as Watched
  }

  /** The database, once the server has ended. */
  async open(): Promise<{ database: Database; close(): Promise<void> }> {
    await this.server.kill()
    return openDatabase(parseConfig({ TANDEM_DATA: this.folder }))
  }

  async remove(): Promise<void> {
    await this.server.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}
