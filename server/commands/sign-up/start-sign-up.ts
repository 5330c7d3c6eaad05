/**
 * Somebody wants to register their company by themselves (C2). All that happens is a mail: with a link where the address is
 * free, with the way in where it has an account. What strangers type stands in no mail: it goes to whomever they name.
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { SignUpForm } from '#shared/protocol/sign-in-requests.ts'
import { linkLifetimesMs } from '../../auth/link-token.ts'
import { listInvitingMsps } from '../../database/repository/invitation.ts'
import { insertLink } from '../../database/repository/link.ts'
import { listJoinable } from '../../database/repository/people/person-invitation.ts'
import { insertSignUp } from '../../database/repository/customer/sign-up.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'

/** Of what belongs to no organisation yet. */
const nobodys = '' as OrganisationId

export async function startSignUp(services: Services, form: SignUpForm): Promise<void> {
  const { companyName, country, firstName, lastName, locale } = form
  const email = form.email.toLowerCase()
  await runUnitOfWork(services, async (unit) => {
    const known = await findUserByEmail(unit.trx, email)
    const id = unit.ids.randomId()
    unit.afterCommit(() => services.log.security('sign-up-asked', { user: known?.id ?? null }))
    if (known) {
      return queueMail(
        { services, unit },
        {
          kind: 'sign-up-known',
          organisationId: known.organisation_id,
          to: known.email,
          locale: known.locale,
          data: { firstName: known.first_name || known.last_name },
          decisionId: id,
        },
      )
    }
    const asked = { email, now: unit.now }
    const inviting = [...(await listInvitingMsps(unit.trx, asked)), ...(await listJoinable(unit.trx, asked))]
    const names = { first_name: firstName, last_name: lastName, company_name: companyName }
    await insertSignUp(unit.trx, { id, email, ...names, country, locale, made_at: unit.now })
    const linkId = unit.ids.randomId()
    const link = { id: linkId, purpose: 'sign-up', subject_id: id, created_at: unit.now } as const
    await insertLink(unit.trx, { ...link, organisation_id: nobodys })
    const expiresAt = unit.now + linkLifetimesMs['sign-up']
    await queueMail(
      { services, unit },
      {
        kind: 'sign-up',
        organisationId: nobodys,
        to: email,
        locale,
        data: { linkId, expiresAt, invitedBy: inviting.join(', ') },
        decisionId: linkId,
      },
    )
  })
}
