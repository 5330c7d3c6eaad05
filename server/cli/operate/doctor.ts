/** Looks at everything a server needs, each by itself, so that one trouble hides no other. */
import type { Command } from 'commander'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { readKey } from '../../auth/key.ts'
import { parseConfig, type Config } from '../../config.ts'
import { openDatabaseBeside, type Database } from '../../database/connection.ts'
import { readLatestNews, readServerClock } from '../../database/reading/clocks.ts'
import { countMails, countTriedMails } from '../../database/repository/mail.ts'
import { RevocationJournal } from '../../database/revocation-journal.ts'
import { verifySmtp } from '../../mail/transports/smtp.ts'
import { CommandFailure, explain } from '../command-line.ts'

const freeAtLeastBytes = 500 * 1024 * 1024
const toleranceMs = 1000
const mebibyte = 1024 * 1024

export function define(command: Command): void {
  command
    .description(
      'Checks configuration, key, database, schema, clock, journal, mail server and disk, a line each. Exit code 1 if something is wrong.',
    )
    .action(async () => {
      const wrong = await examine()
      if (wrong > 0) throw new CommandFailure(wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`)
    })
}

/** How many things are wrong. */
async function examine(): Promise<number> {
  let wrong = 0
  const check = async <Found>(name: string, look: () => Promise<Found> | Found, say: (found: Found) => string) => {
    try {
      const found = await look()
      console.log(`ok     ${name}: ${say(found)}`)
      return found
    } catch (error) {
      wrong++
      console.log(`wrong  ${name}: ${explain(error)}`)
      return null
    }
  }

  const config = await check(
    'configuration',
    () => parseConfig(process.env),
    ({ publicUrl }) => (publicUrl === null ? 'PUBLIC_URL is not set, so links lead to this machine' : publicUrl),
  )
  if (!config) return wrong
  await check(
    'key',
    () => readKey(config),
    () => (config.secretKey ? 'from SECRET_KEY' : 'in the data folder'),
  )
  const opened = await check(
    'database',
    () => openDatabaseBeside(config),
    () => `${config.databaseUrl === null ? 'SQLite in the data folder' : 'PostgreSQL'}, its schema is this release’s`,
  )
  if (opened) {
    await check(
      'clock',
      () => lookAtClock(opened.database, config),
      (words) => words,
    )
    await check(
      'mail queue',
      () => lookAtMail(opened.database),
      (words) => words,
    )
    await opened.close()
  }
  await check(
    'journal',
    () => lookAtJournal(config),
    (words) => words,
  )
  await check(
    'mail server',
    () => lookAtSmtp(config),
    (words) => words,
  )
  await check(
    'disk',
    () => lookAtDisk(config),
    (words) => words,
  )
  return wrong
}

async function lookAtClock(database: Database, { databaseUrl }: Config): Promise<string> {
  // A database in a file has no clock but this machine's.
  const [now, tolerance] =
    databaseUrl === null ? [Date.now(), Infinity] : [await readServerClock(database), toleranceMs]
  const ahead = Date.now() - now
  const behind = (await readLatestNews(database)) - Date.now()
  if (Math.abs(ahead) > tolerance || behind > toleranceMs)
    throw new CommandFailure('this machine’s time is not that of the database and of other nodes: set all by NTP')
  return 'not behind what the database has seen'
}

async function lookAtMail(database: Database): Promise<string> {
  const stuck = await countTriedMails(database)
  if (stuck > 0) throw new CommandFailure(`${stuck} tried in vain; “mail list” shows why`)
  const waiting = (await countMails(database)).find(({ state }) => state === 'waiting')?.count ?? 0
  return `${waiting} waiting, none tried in vain`
}

function lookAtJournal({ revocationJournal: file }: Config): string {
  if (file === null) return 'none is kept (REVOCATION_JOURNAL): a restored backup gives back what was taken since'
  if (existsSync(file)) RevocationJournal.open(file).close()
  else accessSync(dirname(file), constants.W_OK)
  return file
}

async function lookAtSmtp({ smtpUrl, smtpMustEncrypt }: Config): Promise<string> {
  if (smtpUrl === null) return 'no SMTP_URL is set, so no mail leaves'
  await verifySmtp(smtpUrl, { mustEncrypt: smtpMustEncrypt })
  return 'lets Tandem in'
}

function lookAtDisk({ dataFolder }: Config): string {
  if (!existsSync(dataFolder)) return 'there is no data folder'
  const { bavail, bsize } = statfsSync(dataFolder)
  const free = bavail * bsize
  if (free < freeAtLeastBytes)
    throw new CommandFailure(`only ${Math.floor(free / mebibyte)} MiB are free in the data folder`)
  return `${Math.floor(free / mebibyte)} MiB are free in the data folder`
}
