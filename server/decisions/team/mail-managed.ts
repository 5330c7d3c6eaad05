import type { Team, TeamChange, TeamSubject } from '#shared/decisions/team/team.ts'
import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { RoleRecord } from '#shared/domain/team/role.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { listSuperAdmins, personFor, senderOf } from '../../commands/recipients.ts'
import { isManagedEvent } from '../../mail/mails/admins-managed.ts'
import { queueMail } from '../../mail/queue.ts'
import type { TeamContext } from './team-effects.ts'

type Named = Partial<Pick<PersonRecord, 'firstName' | 'lastName' | 'email'> & Pick<RoleRecord, 'name'>>

interface Managed {
  event: AuditEvent
  subject: TeamSubject
  /** As it was before. */
  team: Team
  changes: readonly TeamChange[]
}

/** A customer's super admins hear of each decision that their MSP takes about their admins and roles (C7), a mail each. */
export async function mailManaged(context: TeamContext, { event, subject, team, changes }: Managed): Promise<void> {
  if (!isManagedEvent(event)) return
  const { unit, access, organisation, itemId } = context
  const sender = await senderOf(unit.trx, { msp_id: access.organisationId })
  const data = {
    event,
    mspName: access.organisationName,
    companyName: organisation.name,
    person: personFor(access, 'msp', 'customer'),
    ...namesOf(subject, team, changes),
    sender,
  }
  for (const { email, locale } of await listSuperAdmins(unit.trx, organisation.id))
    await queueMail(context, {
      kind: 'admins-managed',
      organisationId: organisation.id,
      to: email,
      locale,
      data,
      decisionId: itemId,
      ...(sender.replyAddress !== '' && { replyTo: sender.replyAddress }),
    })
}

function namesOf({ id }: TeamSubject, { people, roles }: Team, changes: readonly TeamChange[]) {
  const change = changes.find((each) => each.id === id)
  const known: Named = { ...[...people, ...roles].find((each) => each.id === id), ...(change?.patch as Named | null) }
  const { firstName = '', lastName = '', email = '', name = '' } = known
  return { fullName: fullName(firstName, lastName) || email, roleName: name }
}
