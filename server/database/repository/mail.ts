/**
 * The mail queue. A mail is queued in the transaction of its decision, claimed by moving its next attempt
 * into the future, and leaves only after commit.
 */
import { sql, type Kysely } from 'kysely'
import type { MailTable, Schema } from '../schema.ts'

/** Whether it was queued; false when this decision already has a mail to this person. */
export async function insertMail(database: Kysely<Schema>, mail: MailTable): Promise<boolean> {
  const result = await database
    .insertInto('mail')
    .values(mail)
    .onConflict((conflict) => conflict.column('once_key').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function findDueMails(
  database: Kysely<Schema>,
  now: number,
  { kinds, limit }: { kinds: readonly string[]; limit: number },
): Promise<MailTable[]> {
  return database
    .selectFrom('mail')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('kind', 'in', kinds)
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(limit)
    .execute()
}

/** When the earliest waiting mail of these kinds is due, ms; undefined when none waits. */
export async function nextMailAt(database: Kysely<Schema>, kinds: readonly string[]): Promise<number | undefined> {
  const row = await database
    .selectFrom('mail')
    .select('next_attempt_at')
    .where('state', '=', 'waiting')
    .where('kind', 'in', kinds)
    .orderBy('next_attempt_at')
    .limit(1)
    .executeTakeFirst()
  return row?.next_attempt_at
}

/** Takes a due mail for one attempt: only one of several claimers gets true. */
export async function claimMail(database: Kysely<Schema>, mail: MailTable, until: number): Promise<boolean> {
  const result = await database
    .updateTable('mail')
    .set({ attempts: mail.attempts + 1, next_attempt_at: until })
    .where('id', '=', mail.id)
    .where('state', '=', 'waiting')
    .where('attempts', '=', mail.attempts)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function postponeMail(
  database: Kysely<Schema>,
  id: string,
  retry: { next_attempt_at: number; last_error: string },
): Promise<void> {
  await database.updateTable('mail').set(retry).where('id', '=', id).where('state', '=', 'waiting').execute()
}

/** It is over, whatever the operator makes of it. */
export async function markMailRefused(database: Kysely<Schema>, id: string, reason: string): Promise<void> {
  const refused = { state: 'refused', last_error: reason } as const
  await database.updateTable('mail').set(refused).where('id', '=', id).where('state', '=', 'waiting').execute()
}

export async function markMailSent(
  database: Kysely<Schema>,
  id: string,
  sent: Pick<MailTable, 'sent_at' | 'subject' | 'html' | 'text'>,
): Promise<void> {
  await database
    .updateTable('mail')
    .set({ ...sent, state: 'sent', last_error: null })
    .where('id', '=', id)
    .execute()
}

export async function cancelInvitationMails(database: Kysely<Schema>, invitationId: string): Promise<void> {
  await database
    .updateTable('mail')
    .set({ state: 'cancelled' })
    .where('invitation_id', '=', invitationId)
    .where('state', '=', 'waiting')
    .execute()
}

const capturedColumns = ['id', 'recipient', 'subject', 'text', 'html', 'sent_at', 'created_at'] as const
export type CapturedRow = Pick<MailTable, (typeof capturedColumns)[number]>

/** Mails whose words were kept; `search`: those that have it in address, subject or text. */
function capturedMails(database: Kysely<Schema>, search: string) {
  const captured = database.selectFrom('mail').where('state', '=', 'sent').where('html', 'is not', null)
  if (search === '') return captured
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const has = (column: 'recipient' | 'subject' | 'text') =>
    sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`
  return captured.where((eb) => eb.or([has('recipient'), has('subject'), has('text')]))
}

/** Newest first. */
export async function listCapturedMails(
  database: Kysely<Schema>,
  search: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<CapturedRow[]> {
  return capturedMails(database, search)
    .select(capturedColumns)
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
}

export async function countCapturedMails(database: Kysely<Schema>, search: string): Promise<number> {
  const { count } = await capturedMails(database, search)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function findCapturedMail(database: Kysely<Schema>, id: string): Promise<CapturedRow | undefined> {
  return capturedMails(database, '').select(capturedColumns).where('id', '=', id).executeTakeFirst()
}

/** The longest waiting first, with what was refused for good; of sent ones the latest. */
export async function listMails(
  database: Kysely<Schema>,
  { state, limit }: { state: 'waiting' | 'sent'; limit: number },
): Promise<MailTable[]> {
  return database
    .selectFrom('mail')
    .selectAll()
    .where('state', 'in', state === 'sent' ? ['sent'] : ['waiting', 'refused'])
    .orderBy(state === 'sent' ? 'sent_at' : 'created_at', state === 'sent' ? 'desc' : 'asc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** One mail, waiting or sent; or all that were tried in vain. How many are due now. */
export async function makeMailsDue(database: Kysely<Schema>, which: string, now: number): Promise<number> {
  const change = database.updateTable('mail').set({ state: 'waiting', next_attempt_at: now })
  const chosen =
    which === 'tried'
      ? change.where('state', 'in', ['waiting', 'refused']).where('last_error', 'is not', null)
      : change.where('id', '=', which).where('state', '!=', 'cancelled')
  return Number((await chosen.executeTakeFirst()).numUpdatedRows)
}

/** Waiting mail that was tried in vain. */
export async function countTriedMails(database: Kysely<Schema>): Promise<number> {
  const { count } = await database
    .selectFrom('mail')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'waiting')
    .where('last_error', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function countMails(database: Kysely<Schema>): Promise<{ state: MailTable['state']; count: number }[]> {
  const rows = await database
    .selectFrom('mail')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return rows.map(({ state, count }) => ({ state, count: Number(count) }))
}

/** Drops what captured mails said once they are old; that they were sent stays. */
export async function clearCapturedMails(database: Kysely<Schema>, before: number): Promise<void> {
  await database
    .updateTable('mail')
    .set({ subject: null, html: null, text: null })
    .where('state', '=', 'sent')
    .where('sent_at', '<', before)
    .where('html', 'is not', null)
    .execute()
}
