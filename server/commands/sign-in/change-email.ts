/** Another address (X8): confirmed by a link that goes there, and told to the former one. */
import type { UserId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Access } from '../../auth/access.ts'
import { linkLifetimesMs, requireLink } from '../../auth/link-token.ts'
import { insertLink, markLinkUsed } from '../../database/repository/link.ts'
import { findUserByEmail, lockUser, publishPerson, saveEmail } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { notifyPerson } from '../notification/notify.ts'
import { audit } from '../audit.ts'
import { endLinks } from '../end-links.ts'

/** Mails the link to `email`, unless that is somebody's: whoever asks isn't told. */
export async function askForEmail(
  services: Services,
  { userId, organisationId }: Access,
  email: string,
): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const { trx, now } = unit
    if (await findUserByEmail(trx, email)) return
    const user = await lockUser(trx, userId)
    if (!user) throw new Refusal('signed-out')
    await endLinks({ services, unit }, { purpose: 'change-email', subjectId: userId })
    const linkId = unit.ids.randomId()
    const link = { id: linkId, purpose: 'change-email', subject_id: userId, address: email } as const
    await insertLink(trx, { ...link, organisation_id: organisationId, created_at: now })
    await queueMail(
      { services, unit },
      {
        kind: 'change-email',
        organisationId,
        to: email,
        locale: user.locale,
        data: { linkId, expiresAt: now + linkLifetimesMs['change-email'] },
        decisionId: linkId,
      },
    )
  })
}

/** The address before and after. Throws Refusal: link-invalid, link-expired, link-used, blocked, email-taken. */
export async function confirmEmail(services: Services, token: string): Promise<{ former: string; email: string }> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const { trx, now } = unit
    const link = await requireLink(trx, services, 'change-email', token)
    if (!(await markLinkUsed(trx, link.id, now))) throw new Refusal('link-used')
    const id = link.subject_id as UserId
    const user = await lockUser(trx, id)
    if (!user || link.address === null) throw new Refusal('link-invalid')
    if (user.status !== 'active') throw new Refusal('blocked')
    await queueMail(
      { services, unit },
      {
        kind: 'email-changed',
        organisationId: user.organisation_id,
        to: user.email,
        locale: user.locale,
        data: { firstName: user.first_name || user.last_name, newEmail: maskEmail(link.address), at: now },
        decisionId: link.id,
      },
    )
    await notifyPerson(unit, user, { event: 'email-changed', cause: link.id })
    await saveEmail(trx, id, link.address, now)
    // Whoever has the former mailbox has no business with the account any more.
    for (const purpose of ['reset-password', 'verify-email', 'change-email'] as const)
      await endLinks({ services, unit }, { purpose, subjectId: id })
    await publishPerson(unit, user)
    await audit({ services, unit }, { event: 'email-changed', person: user })
    return { former: user.email, email: link.address }
  })
  return result
}
