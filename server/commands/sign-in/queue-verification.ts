import type { UserId } from '#shared/domain/ids.ts'
import { insertLink } from '../../database/repository/link.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import { findUser } from '../../database/repository/user.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'

/** A new link to confirm the user's address, by mail. `again`: asked for once more, so often and not oftener. */
export async function queueVerification(
  context: MailContext,
  userId: UserId,
  { again }: { again: boolean },
): Promise<void> {
  const { unit } = context
  const user = await findUser(unit.trx, userId)
  if (!user) throw new Error('verification for nobody')
  const organisation = await getOrganisation(unit.trx, user.organisation_id)
  const linkId = unit.ids.randomId()
  const link = { id: linkId, purpose: 'verify-email', subject_id: userId, created_at: unit.now } as const
  await insertLink(unit.trx, { ...link, organisation_id: organisation.id })
  await queueMail(context, {
    kind: 'verify-email',
    organisationId: organisation.id,
    to: user.email,
    locale: user.locale,
    data: { linkId, firstName: user.first_name || user.last_name, organisationName: organisation.name },
    decisionId: linkId,
    ...(again && { asking: { organisationId: organisation.id, userId, within: 'verification' } }),
  })
}
