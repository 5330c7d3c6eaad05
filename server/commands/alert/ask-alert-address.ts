/** Somebody of neither side is asked whether they want a customer's alerts, once, and again when that was too long ago. */
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { linkLifetimesMs, requireLink } from '../../auth/link-token.ts'
import {
  confirmAddress,
  forgetAsked,
  noteAsked,
  publishUnconfirmed,
} from '../../database/repository/alerts/alert-address.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import { insertLink, markLinkUsed } from '../../database/repository/link.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'

interface Asked {
  customerId: OrganisationId
  email: string
  /** Who named them. */
  by: { organisationId: OrganisationId; userId: UserId; locale: Locale }
}

/** Whoever has been mailed enough today isn't asked until something else asks again. */
export async function askAlertAddress(context: MailContext, { customerId, email, by }: Asked): Promise<void> {
  const { unit } = context
  const address = { organisationId: customerId, email }
  const since = unit.now - linkLifetimesMs['alert-address']
  if (!(await noteAsked(unit.trx, address, { now: unit.now, since }))) return
  const { name: companyName } = await getOrganisation(unit.trx, customerId)
  const linkId = unit.ids.randomId()
  try {
    await queueMail(context, {
      kind: 'confirm-alert-address',
      organisationId: customerId,
      to: email,
      locale: by.locale,
      data: { linkId, companyName, customerId, expiresAt: unit.now + linkLifetimesMs['alert-address'] },
      decisionId: linkId,
      asking: { organisationId: by.organisationId, userId: by.userId, within: `alerts ${customerId}` },
    })
    const link = { id: linkId, purpose: 'alert-address', subject_id: customerId, address: email } as const
    await insertLink(unit.trx, { ...link, organisation_id: customerId, created_at: unit.now })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await forgetAsked(unit.trx, address)
  }
}

/** Throws Refusal: link-invalid, link-expired. To confirm once more is no error. */
export async function confirmAlertAddress(services: Services, token: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const link = await requireLink(unit.trx, services, 'alert-address', token)
    await markLinkUsed(unit.trx, link.id, unit.now)
    const address = { organisationId: link.subject_id as OrganisationId, email: link.address ?? '' }
    if (!(await confirmAddress(unit.trx, address, unit.now))) throw new Refusal('link-invalid')
    const { organisationId: id } = address
    publishUnconfirmed(unit, { id, manager: await findManagingRelationship(unit.trx, id) })
  })
}
