import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { organisationNotifications } from '#shared/domain/notification/notification-rules.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import { listMailReaders } from './mail-readers.ts'
import { notifyOrganisation } from './notify.ts'

interface Colleague {
  id: UserId
  organisation_id: OrganisationId
  organisation_name: string
  firstName: string
  lastName: string
}

/** Somebody who was invited has joined: whoever manages the organisation's people is told, by mail where they asked for that. */
export async function tellOfColleague(context: MailContext, joined: Colleague, invitationId: string): Promise<void> {
  const { unit } = context
  const { id, organisation_id: organisationId, organisation_name: organisationName, firstName, lastName } = joined
  const name = fullName(firstName, lastName)
  const told = { event: 'person-joined', subject: name, cause: invitationId, but: id } as const
  await notifyOrganisation(unit, organisationId, told)
  const { category, permission } = organisationNotifications['person-joined']
  const readers = await listMailReaders(unit.trx, {
    organisationId,
    category,
    meant: [],
    isPermitted: (access) => access.userId !== id && can(access, permission, { type: 'organisation', organisationId }),
  })
  for (const { email: to, locale } of readers)
    await queueMail(context, {
      kind: 'person-joined',
      organisationId,
      to,
      locale,
      data: { fullName: name, organisationName },
      decisionId: invitationId,
    })
}
