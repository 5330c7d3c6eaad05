/** What every command has in common: `--help`, one sentence for what a person can mend, and an exit code that says so. */
import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Something a person at the terminal can mend; the message is one sentence. */
export class CommandFailure extends Error {}

/** A wrong use of the command, which `--help` explains. */
export class UsageFailure extends CommandFailure {}

export const exitCodes = { done: 0, failed: 1, misused: 2 } as const

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** One sentence for an error of the operating system or the network; null for what nobody foresaw. */
function explain(error: unknown): string | null {
  if (error instanceof CommandFailure) return error.message
  const { code, path, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }
  if (cause?.code !== undefined && networkCodes.has(cause.code)) return `The server can’t be reached (${cause.code}).`
  if (path !== undefined && code === 'ENOENT') return `There is no file ${path}.`
  if (path !== undefined && code === 'EISDIR') return `${path} is a folder, not a file.`
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM')) return `${path} may not be read.`
  return null
}

export interface Command {
  name: string
  /** What `--help` prints. */
  help: string
  /** How many arguments it takes besides options. */
  arguments: number
  options?: ParseArgsConfig['options']
  run(given: string[], options: Record<string, unknown>): Promise<void>
}

/** Resolves to the exit code. */
export async function runCommand(command: Command, argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parse(command, argv)
    if (values['help']) {
      process.stdout.write(`${command.help}\n`)
      return exitCodes.done
    }
    if (positionals.length !== command.arguments)
      throw new UsageFailure(`It takes ${command.arguments} argument${command.arguments === 1 ? '' : 's'}.`)
    await command.run(positionals, values)
    return exitCodes.done
  } catch (error) {
    const sentence = explain(error)
    if (sentence === null) throw error
    const more = error instanceof UsageFailure ? ` ${command.name} --help says how.` : ''
    process.stderr.write(`${sentence}${more}\n`)
    return error instanceof UsageFailure ? exitCodes.misused : exitCodes.failed
  }
}

function parse({ options }: Command, argv: readonly string[]) {
  try {
    const help = { type: 'boolean', short: 'h' } as const
    const parsed = parseArgs({ args: [...argv], allowPositionals: true, options: { ...options, help } })
    return { values: parsed.values as Record<string, unknown>, positionals: parsed.positionals }
  } catch (error) {
    throw new UsageFailure((error as Error).message.split('.')[0]!.concat('.'))
  }
}
