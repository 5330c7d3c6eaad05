// The real server as its own process, as `npm start` runs it: stopped politely, killed mid-write,
// started again on the same port with the same data.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
const startsWithinMs = 60_000
const stopsWithinMs = 10_000

export type ServerOptions = {
  /** Environment on top of the test defaults; it wins over them. */
  env?: Record<string, string>
  /** Kept by the caller; without it a temporary folder, removed by `remove()`. */
  dataFolder?: string
  /** 0, the default, takes any free port. */
  port?: number
}

export class RunningServer {
  #child: ChildProcess | undefined
  #output = ''
  #port: number
  readonly dataFolder: string
  readonly #env: Record<string, string>
  readonly #ownsData: boolean

  private constructor(options: ServerOptions, dataFolder: string) {
    this.#port = options.port ?? 0
    this.#env = options.env ?? {}
    this.#ownsData = options.dataFolder === undefined
    this.dataFolder = dataFolder
  }

  static async start(options: ServerOptions = {}): Promise<RunningServer> {
    const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'tandem-data-')))
    const server = new RunningServer(options, folder)
    await server.start()
    return server
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The operator's, as the server keeps it in its data folder. */
  get key(): string {
    return readFileSync(join(this.dataFolder, 'operator.key'), 'utf8').trim()
  }

  /** Where a browser starts to set it up. */
  get setUpPath(): string {
    return `/setup?key=${this.key}`
  }

  /** Undefined while it doesn't run. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  get port(): number {
    return this.#port
  }

  /** Everything printed so far, over all starts. */
  get output(): string {
    return this.#output
  }

  /** Starts again after `stop()` or `kill()`, on the port it had, with extra environment if given. */
  async start(env: Record<string, string> = {}): Promise<void> {
    if (this.#child) throw new Error('The server is already running.')
    const child = spawn(node, ['server/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.#port),
        TANDEM_DATA: this.dataFolder,
        REVOCATION_JOURNAL: join(this.dataFolder, 'revocations.log'),
        ...this.#env,
        ...env,
      },
    })
    this.#child = child
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
    })
    this.#port = await this.#readPort(child)
  }

  /** SIGTERM, as a service manager does; resolves with the exit code once the process is gone. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** SIGKILL, as a power cut does to the process. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Ends the process if it runs and deletes the data folder this object made. */
  async remove(): Promise<void> {
    await this.kill()
    if (this.#ownsData) await rm(this.dataFolder, { recursive: true, force: true })
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child
    if (!child) return null
    const exited = once(child, 'exit') as Promise<[number | null]>
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs)
    const [code] = await exited
    clearTimeout(timer)
    return code
  }

  #readPort(child: ChildProcess): Promise<number> {
    const from = this.#output.length
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer)
        reject(new Error(`${reason}\n${this.#output.slice(from)}`))
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        fail(`The server did not say its address within ${startsWithinMs} ms.`)
      }, startsWithinMs)
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString()
        const printed = this.#output.slice(from)
        const port = /Tandem is running at http:\/\/[^\s:]+:(\d+)/.exec(printed)?.[1]
        if (!port) return
        clearTimeout(timer)
        resolve(Number(port))
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
      child.once('error', (error) => fail(error.message))
      child.once('exit', (code, signal) => fail(`The server ended with ${code ?? signal} before it was ready.`))
    })
  }
}
