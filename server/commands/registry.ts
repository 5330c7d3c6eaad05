import type { CommandInput, CommandName } from '#shared/protocol/command-inputs.ts'
import { addCustomer } from './add-customer.ts'
import type { CommandContext } from './command-context.ts'
import { acceptDelink } from './delink/accept-delink.ts'
import { delinkCustomer } from './delink/delink-customer.ts'
import { rejectDelink } from './delink/reject-delink.ts'
import { remindDelink } from './delink/remind-delink.ts'
import { withdrawDelink } from './delink/withdraw-delink.ts'
import { resendInvitation } from './invitation/resend-invitation.ts'

export type CommandHandler<Name extends CommandName> = (
  context: CommandContext,
  input: CommandInput<Name>,
) => Promise<void>

export const commandHandlers: { [Name in CommandName]: CommandHandler<Name> } = {
  'add-customer': addCustomer,
  'resend-invitation': resendInvitation,
  'delink-customer': delinkCustomer,
  'remind-delink': remindDelink,
  'withdraw-delink': withdrawDelink,
  'accept-delink': acceptDelink,
  'reject-delink': rejectDelink,
}
