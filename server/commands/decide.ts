/** The one door to decisions from devices: a known name, a well-formed input, then its handler. */
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'
import { commandInputs, isCommandName, type CommandName } from '#shared/protocol/command-inputs.ts'
import type { CommandContext } from './command-context.ts'
import { commandHandlers, type CommandHandler } from './registry.ts'

/** Decides in the caller's transaction. Throws Refusal: unknown-command, invalid-input, or the handler's. */
export async function decideCommand(context: CommandContext, name: string, input: unknown): Promise<void> {
  if (!isCommandName(name)) throw new Refusal('unknown-command')
  await decide(context, name, input)
}

async function decide<Name extends CommandName>(context: CommandContext, name: Name, input: unknown): Promise<void> {
  const parsed = commandInputs[name].safeParse(input)
  if (!parsed.success) throw new Refusal('invalid-input', fieldErrorsOf(parsed.error))
  const handler = commandHandlers[name] as CommandHandler<Name>
  await handler(context, parsed.data as Parameters<typeof handler>[1])
}
