/**
 * How much mail may ask people for something. What asks counts for whoever sends it and for whoever gets it: past the
 * senders' share it only leaves later, past the reader's the decision itself is refused, before anything of it is done.
 * Mail that answers always goes: there is never more of it than of what was asked.
 */
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { book, spend, throttleKey } from '../database/repository/people/throttle.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

const hourMs = 60 * 60 * 1000

/** Who asks, in the name of which organisation. */
export interface Asking {
  organisationId: OrganisationId
  userId: UserId
  /** What the reader already has to do with them; what is asked within it doesn't count for others who ask. Null: nothing. */
  within: string | null
}

export interface MailLimits {
  /** A day, for one address. */
  mailPerRecipient: number
  /** An hour. */
  mailPerPerson: number
  mailPerOrganisation: number
}

/** When it may leave. Throws Refusal: mailed-enough. */
export async function spendBudget(
  { key, limits }: { key: Uint8Array; limits: MailLimits },
  { trx, now }: UnitOfWork,
  to: string,
  { organisationId, userId, within }: Asking,
): Promise<number> {
  const reader = throttleKey(key, 'mail-to', `${within ?? ''} ${to.toLowerCase()}`)
  if ((await spend(trx, reader, { times: limits.mailPerRecipient, perMs: 24 * hourMs }, now)) > 0)
    throw new Refusal('mailed-enough')
  const person = throttleKey(key, 'mail-by', userId)
  const organisation = throttleKey(key, 'mail-of', organisationId)
  const waits = [
    await book(trx, person, { times: limits.mailPerPerson, perMs: hourMs }, now),
    await book(trx, organisation, { times: limits.mailPerOrganisation, perMs: hourMs }, now),
  ]
  return now + Math.max(...waits)
}
