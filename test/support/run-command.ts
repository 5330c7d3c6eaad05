// A command as an operator types it: a process of its own, its words and its exit code.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { runTandem } from '../../server/cli/tandem.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Said {
  code: number
  out: string
  err: string
}

/** `args` begin with the file; what this process was told about a server isn't handed on. */
export async function runCommand(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const { TANDEM_URL: _url, PUBLIC_URL: _publicUrl, PORT: _port, ...inherited } = process.env
  const child = spawn(join(root, 'node_modules/.bin/node'), args, { cwd: root, env: { ...inherited, ...env } })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...said }
}

/** `npm run tandem -- …` in this process, which costs no start: one at a time. `now`: what the machine's clock says. */
export async function runTandemHere(
  args: readonly string[],
  env: Record<string, string>,
  now = Date.now(),
): Promise<Said> {
  const said = { out: '', err: '' }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line: string) => void (said.out += `${line}\n`)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += String(text)))),
  ]
  vi.useFakeTimers({ toFake: ['Date'], now })
  try {
    return { code: await runTandem(args), ...said }
  } finally {
    vi.useRealTimers()
    spies.forEach((spy) => spy.mockRestore())
    vi.unstubAllEnvs()
  }
}
