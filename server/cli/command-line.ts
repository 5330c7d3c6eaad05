/** What every command has in common: `--help`, one sentence for what went wrong, and an exit code that says so. */
import { Command, CommanderError } from 'commander'
import { Refusal } from '#shared/domain/refusal.ts'
import { DeliveryFailure } from '../mail/transports/transport.ts'
import { explainMendable } from '../mendable.ts'

/** Something a person at the terminal can mend; the message is one sentence. */
export class CommandFailure extends Error {}

/** A wrong use of the command, which `--help` explains. */
export class UsageFailure extends CommandFailure {}

export const exitCodes = { done: 0, failed: 1, misused: 2 } as const

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** One sentence. Of what nobody foresaw only kind and place: its message may quote a name or an address. */
export function explain(error: unknown): string {
  if (error instanceof CommandFailure) return error.message
  if (error instanceof DeliveryFailure) return `The mail server did not take it: ${error.message}`
  if (error instanceof Refusal) return `Refused: ${[error.code, ...Object.values(error.fields ?? {})].join(', ')}.`
  const mendable = explainMendable(error)
  if (mendable !== null) return mendable
  const { code, path, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }
  if (cause?.code !== undefined && networkCodes.has(cause.code)) return `The server can’t be reached (${cause.code}).`
  if (path !== undefined && code === 'ENOENT') return `There is no file ${path}.`
  if (path !== undefined && code === 'EISDIR') return `${path} is a folder, not a file.`
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM')) return `${path} may not be used by this user.`
  const { name = typeof error, stack = '' } = error instanceof Error ? error : {}
  const place = /\(?([^\s(]+:\d+):\d+\)?$/m.exec(stack)?.[1] ?? ''
  return `It failed for a reason nobody foresaw (${[name, code, place].filter(Boolean).join(', ')}).`
}

/** A command line that takes sub-commands, each of which prints nothing but its own output. */
export function createProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .helpCommand(false)
    .showSuggestionAfterError(false)
}

/** An id may begin with a dash, and is no option: what comes behind `--` never is. */
function idsLast(argv: readonly string[]): string[] {
  const isDashed = (word: string) => /^-[\w-]{21}$/.test(word)
  const ids = argv.includes('--') ? [] : argv.filter(isDashed)
  return ids.length === 0 ? [...argv] : [...argv.filter((word) => !isDashed(word)), '--', ...ids]
}

/** Resolves to the exit code. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(idsLast(argv), { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    // Nothing was said: all of the help has been printed.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.misused
    const isMisuse = error instanceof CommanderError || error instanceof UsageFailure
    const sentence = error instanceof CommanderError ? sentenceOf(error) : explain(error)
    process.stderr.write(`${sentence}${isMisuse ? ' --help says how.' : ''}\n`)
    return isMisuse ? exitCodes.misused : exitCodes.failed
  }
}

function sentenceOf({ message }: CommanderError): string {
  const text = message.replace(/^error: /, '').split('\n')[0]!
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}

/** Columns as wide as their widest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? []
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
}
