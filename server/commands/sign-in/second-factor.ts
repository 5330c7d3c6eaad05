/** A person's second factor: begun, confirmed by a code, turned off (X2). */
import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { SecondFactorView } from '#shared/protocol/sign-in-requests.ts'
import type { Access } from '../../auth/access.ts'
import {
  createRecoveryCodes,
  createSecret,
  hashRecoveryCode,
  sealSecret,
  secretUri,
  takeCode,
} from '../../auth/second-factor.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import {
  beginFactor,
  confirmFactor,
  countRecoveryCodes,
  deleteFactor,
  findConfirmedFactor,
  findFactor,
  replaceRecoveryCodes,
} from '../../database/repository/people/second-factor.ts'
import { markProved } from '../../database/repository/people/session.ts'
import { lockUser } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { SecondFactorChangedData } from '../../mail/mails/second-factor-changed.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { notifyPerson } from '../notification/notify.ts'
import { audit } from '../audit.ts'

export async function viewSecondFactor(
  { database }: Pick<Services, 'database'>,
  { userId, organisationId }: Access,
): Promise<SecondFactorView> {
  return {
    isOn: (await findConfirmedFactor(database, userId)) !== undefined,
    isRequired: (await getOrganisation(database, organisationId)).second_factor_required_at !== null,
    recoveryCodesLeft: await countRecoveryCodes(database, userId),
  }
}

/** A new secret for the person's app; it counts once a code of it was entered. Throws Refusal: second-factor-on. */
export async function beginSecondFactor(
  { database, key, clock }: Pick<Services, 'database' | 'key' | 'clock'>,
  user: Pick<UserTable, 'id' | 'organisation_id' | 'email'>,
): Promise<{ secret: string; uri: string }> {
  const secret = createSecret()
  const sealed = sealSecret(key, user.id, secret)
  const { id, organisation_id } = user
  const begun = { user_id: id, organisation_id, secret: sealed, created_at: clock.now() }
  if (!(await beginFactor(database, begun))) throw new Refusal('second-factor-on')
  return { secret, uri: secretUri(secret, user.email) }
}

/** It counts from now on. The recovery codes are told only here. Throws Refusal: second-factor-wrong, second-factor-on. */
export async function confirmSecondFactor(
  services: Services,
  { userId, sessionId, code }: { userId: UserId; sessionId: string; code: string },
): Promise<string[]> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const user = await getLocked(unit, userId)
    const codes = await enrol({ services, unit }, user, code)
    await markProved(unit.trx, sessionId, unit.now)
    return codes
  })
  return result
}

/** As {@link confirmSecondFactor}, within the caller's transaction, which holds the person. */
export async function enrol(
  context: MailContext & { services: Services },
  user: UserTable,
  code: string,
): Promise<string[]> {
  const { services, unit } = context
  const factor = await findFactor(unit.trx, user.id)
  if (factor && factor.confirmed_at !== null) throw new Refusal('second-factor-on')
  const taken = factor && (await takeCode(unit.trx, services.key, factor, code, unit.now))
  if (!taken) throw wrongCode()
  await confirmFactor(unit.trx, user.id, unit.now)
  const codes = await handOutCodes(services, unit, user)
  await tell(context, user, true)
  return codes
}

/** In place of those there were. Throws Refusal: second-factor-off. */
export async function renewRecoveryCodes(services: Services, userId: UserId): Promise<string[]> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const user = await getLocked(unit, userId)
    if (!(await findConfirmedFactor(unit.trx, userId))) throw new Refusal('second-factor-off')
    await audit({ services, unit }, { event: 'recovery-codes-renewed', person: user })
    await mailChange({ services, unit }, user, { isOn: true, hasNewCodes: true })
    return handOutCodes(services, unit, user)
  })
  return result
}

/** Throws Refusal: second-factor-required. */
export async function turnOffSecondFactor(services: Services, userId: UserId): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const { second_factor_required_at, user } = await getRules(unit, userId)
    if (second_factor_required_at !== null) throw new Refusal('second-factor-required')
    await tell({ services, unit }, user, false)
    await deleteFactor(unit.trx, userId)
  })
}

export function wrongCode(): Refusal {
  return new Refusal('second-factor-wrong', { code: 'second-factor-wrong' })
}

async function getLocked({ trx }: UnitOfWork, userId: UserId): Promise<UserTable> {
  const user = await lockUser(trx, userId)
  if (!user) throw new Refusal('signed-out')
  return user
}

async function getRules(unit: UnitOfWork, userId: UserId) {
  const user = await getLocked(unit, userId)
  const { second_factor_required_at } = await getOrganisation(unit.trx, user.organisation_id)
  return { user, second_factor_required_at }
}

async function handOutCodes({ key }: Services, { trx }: UnitOfWork, user: UserTable): Promise<string[]> {
  const codes = createRecoveryCodes()
  const hashes = codes.map((code) => hashRecoveryCode(key, user.id, code))
  await replaceRecoveryCodes(trx, { user_id: user.id, organisation_id: user.organisation_id }, hashes)
  return codes
}

async function tell(
  { services, unit }: MailContext & { services: Services },
  user: UserTable,
  isOn: boolean,
): Promise<void> {
  await audit(
    { services, unit },
    { event: isOn ? 'second-factor-turned-on' : 'second-factor-turned-off', person: user },
  )
  await notifyPerson(unit, user, {
    event: isOn ? 'second-factor-on' : 'second-factor-off',
    cause: await mailChange({ services, unit }, user, { isOn }),
  })
}

/** Returns what the mail is known by. */
async function mailChange(
  { services, unit }: MailContext & { services: Services },
  user: UserTable,
  change: Pick<SecondFactorChangedData, 'isOn' | 'hasNewCodes'>,
): Promise<string> {
  const decisionId = unit.ids.randomId()
  await queueMail(
    { services, unit },
    {
      kind: 'second-factor-changed',
      organisationId: user.organisation_id,
      to: user.email,
      locale: user.locale,
      data: { firstName: user.first_name || user.last_name, ...change, at: unit.now },
      decisionId,
    },
  )
  return decisionId
}
