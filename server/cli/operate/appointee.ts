/** Whom a command makes super admin: its options, and what may be wrong with them. */
import { Option, type Command } from 'commander'
import { z } from 'zod'
import { localeSchema } from '#shared/domain/organisation.ts'
import { Refusal, type RefusalCode } from '#shared/domain/refusal.ts'
import { isNamed, isNameMissing } from '#shared/domain/sign-in-forms.ts'
import { emailSchema, namePartSchema } from '#shared/domain/user.ts'
import type { Appointee } from '../../commands/appointment/appoint-super-admin.ts'
import { CommandFailure, UsageFailure } from '../command-line.ts'

const schema = z
  .object({ email: emailSchema, firstName: namePartSchema, lastName: namePartSchema, language: localeSchema })
  .refine(isNamed, isNameMissing)

export interface AppointeeOptions {
  email: string
  firstName: string
  lastName: string
  language: string
}

export function addAppointeeOptions(command: Command): Command {
  return command
    .requiredOption('--email <address>', 'who becomes super admin')
    .option('--first-name <name>', 'their first name', '')
    .option('--last-name <name>', 'their last name', '')
    .addOption(new Option('--language <code>', 'of their mail').choices(localeSchema.options).default('en'))
}

const wrong: Record<string, string> = {
  email: 'That is no email address.',
  firstName: 'It takes --first-name or --last-name, of at most 80 letters.',
  lastName: 'A name has at most 80 letters.',
}

/** Throws UsageFailure. */
export function readAppointee(options: AppointeeOptions): Appointee {
  const { data, error } = schema.safeParse(options)
  if (error) throw new UsageFailure(wrong[String(error.issues[0]?.path[0])] ?? 'Its options are wrong.')
  const { language, ...appointee } = data
  return { ...appointee, locale: language }
}

const refused: Partial<Record<RefusalCode, string>> = {
  'email-taken': 'Somebody of another organisation has that address: use another one.',
  blocked: 'Whoever has that address is blocked there: use another one.',
}

export async function sayWhyRefused<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const sentence = error instanceof Refusal ? refused[error.code] : undefined
    throw sentence === undefined ? error : new CommandFailure(sentence)
  }
}
