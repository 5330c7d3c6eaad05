/** What a command is handed that works on the database itself: the server's own parts, without a port or jobs. */
import { systemClock } from '#shared/domain/clock.ts'
import { cryptoIds } from '#shared/domain/ids.ts'
import { readKey } from '../../auth/key.ts'
import { parseConfig } from '../../config.ts'
import { openDatabaseBeside } from '../../database/connection.ts'
import { RevocationJournal } from '../../database/revocation-journal.ts'
import { silentLog } from '../../log.ts'
import { createWakeUps, type Services } from '../../services.ts'

export type Operation = Pick<
  Services,
  'config' | 'publicUrl' | 'database' | 'clock' | 'ids' | 'key' | 'log' | 'wakeFollowers' | 'wakeMail' | 'revocations'
>

/** Throws what {@link explainMendable} explains. What it changes the servers notice by themselves, within seconds. */
export async function operate<Result>(run: (operation: Operation) => Promise<Result>): Promise<Result> {
  const config = parseConfig(process.env)
  const { database, close } = await openDatabaseBeside(config)
  let journal: RevocationJournal | undefined
  try {
    const { wakeFollowers, wakeMail } = createWakeUps()
    return await run({
      config,
      // Links in mails are written by the server that sends them, which knows its address.
      publicUrl: config.publicUrl ?? 'http://localhost',
      database,
      clock: systemClock,
      ids: cryptoIds,
      key: readKey(config),
      log: silentLog,
      wakeFollowers,
      wakeMail,
      // Most commands take nothing away. The servers have it from the file at their next start.
      get revocations() {
        return (journal ??= RevocationJournal.open(config.revocationJournal))
      },
    })
  } finally {
    journal?.close()
    await close()
  }
}

/** To the second, in UTC, as the server's log has it. */
export function printTime(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
