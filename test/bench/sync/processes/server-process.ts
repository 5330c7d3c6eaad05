/** A server of any system as its own process, cold. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../..', import.meta.url))
/** The Node that Tandem runs on, whoever started the benchmark. */
export const node = join(root, 'node_modules/.bin/node')

const startsWithinMs = 30_000
const stopsWithinMs = 20_000

export interface ServerCommand {
  /** For Node: options, the program. */
  args: string[]
  env: Record<string, string>
}

export interface ServerProcess {
  pid: number
  port: number
  /** SIGTERM, and what it had left to write is written. Rejects when it doesn't end by itself. */
  stop(): Promise<void>
  /** Whatever state it is in. */
  kill(): void
}

/** Resolves when the server says its address. Rejects with what it printed when it doesn't. */
export async function startServer({ args, env }: ServerCommand): Promise<ServerProcess> {
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const exited = once(child, 'exit')
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`the server ${reason}: ${output.slice(-2000)}`))
    const timer = setTimeout(() => fail('did not say its address'), startsWithinMs)
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000)
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)
      if (!found) return
      clearTimeout(timer)
      resolve(Number(found[1]))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => fail('ended'))
  }).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    pid: child.pid!,
    port,
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs)
      const [, signal] = (await exited) as [number | null, string | null]
      clearTimeout(timer)
      if (signal === 'SIGKILL') throw new Error(`the server did not stop: ${output.slice(-2000)}`)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
