/**
 * To be told that an address has an account is a look-up, of which a person and an organisation get so many; who has used
 * them up is told neither, and adds nobody until there are some again.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import type { Access } from '../auth/access.ts'
import { partyLookUps } from '../commands/party-look-ups.ts'
import { book, throttleKey, timeToWait } from '../database/repository/people/throttle.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import type { DecisionContext } from './decision-context.ts'

type Counting = Pick<Services, 'key' | 'config'>

const hourMs = 60 * 60 * 1000
/** Of all an organisation's people together. */
const organisationTimes = 5

function lookUpLimits({ key, config }: Counting, { userId, organisationId }: Access) {
  const times = config.limits.lookUp
  return [
    { key: throttleKey(key, 'look-up', userId), allowance: { times, perMs: hourMs } },
    {
      key: throttleKey(key, 'look-up', organisationId),
      allowance: { times: times * organisationTimes, perMs: hourMs },
    },
  ]
}

/** Throws Refusal: too-many-requests. */
export async function requireLookUpsLeft({ services, unit, access }: DecisionContext): Promise<void> {
  for (const { key, allowance } of lookUpLimits(services, access))
    if ((await timeToWait(unit.trx, key, allowance, unit.now)) > 0) throw new Refusal('too-many-requests')
}

/** Throws Refusal: too-many-requests. */
export async function requirePartyLookUpsLeft({ services, unit, access }: DecisionContext): Promise<void> {
  const { key, allowance } = partyLookUps(services, access.organisationId)
  if ((await timeToWait(unit.trx, key, allowance, unit.now)) > 0) throw new Refusal('too-many-requests')
}

export async function spendPartyLookUp({ services, unit, access }: DecisionContext): Promise<void> {
  const { key, allowance } = partyLookUps(services, access.organisationId)
  await book(unit.trx, key, allowance, unit.now)
}

/** Call it in the transaction that remembers the refusal: the one that was refused leaves nothing behind. */
export async function countTold(services: Counting, unit: UnitOfWork, access: Access, refusal: string): Promise<void> {
  if (refusal === 'party-not-found' || refusal === 'reseller-not-found') {
    const { key, allowance } = partyLookUps(services, access.organisationId)
    await book(unit.trx, key, allowance, unit.now)
  }
  if (refusal !== 'email-taken') return
  for (const { key, allowance } of lookUpLimits(services, access)) await book(unit.trx, key, allowance, unit.now)
}
