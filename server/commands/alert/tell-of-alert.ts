/** Who hears of an alert: by mail whom its settings name, and in the app those of them who have one (S2). */
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import { addressStop, alertRecipients, type AlertRecipient } from '#shared/domain/alert/alert-mail-recipients.ts'
import type { DeviceId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Access } from '../../auth/access.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { publishUnconfirmed } from '../../database/repository/alerts/alert-address.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { readChosen } from '../../database/repository/people/notification-preference.ts'
import { findLocales } from '../../database/repository/user.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import { notifyOfAlert } from '../notification/notify.ts'
import { readAudience } from './alert-audience.ts'
import { askAlertAddress } from './ask-alert-address.ts'

interface Told {
  id: string
  at: number
  device: string
  deviceId: DeviceId | null
  category: AlertCategory
  title: string
  text: string
  location: { latitude: number; longitude: number; accuracy?: number | undefined } | null
  owner: Owner
  /** Whose key posted it. */
  by: Access
}

export async function tellOfAlert(context: MailContext, told: Told): Promise<void> {
  const { unit } = context
  const { category, owner, by } = told
  const audience = await readAudience(unit.trx, owner, told)
  const recipients = alertRecipients(audience)
  const people = recipients.filter((each): each is AlertRecipient & { userId: UserId } => each.userId !== null)
  await notifyOfAlert(unit, peopleOf(owner, people), {
    event: category === 'location' ? 'location-alert' : 'service-alert',
    // Where a device is stands in no list of what people were told.
    subject: category === 'location' ? '' : told.title,
    cause: told.id,
  })
  const ids = people.map(({ userId }) => userId)
  const chosen = await readChosen(unit.trx, 'alerts', ids)
  const locales = await findLocales(unit.trx, ids)
  const companyName = (await findOrganisation(unit.trx, owner.id))?.name ?? ''
  for (const { address, userId, side, why } of recipients) {
    if (userId !== null && chosen.get(userId)?.mail === false) continue
    await queueMail(context, {
      kind: 'service-alert',
      organisationId: side === 'msp' ? owner.manager!.msp_id : owner.id,
      to: address,
      locale: (userId !== null && locales.get(userId)) || by.locale,
      data: { ...mailDataOf(told), companyName, customerId: owner.id, side, why },
      decisionId: told.id,
    })
  }
  const silent = audience.settings.addresses.filter((email) => addressStop(audience, email) === 'not-confirmed')
  for (const email of silent) await askAlertAddress(context, { customerId: owner.id, email, by })
  if (silent.length > 0) publishUnconfirmed(unit, owner)
}

function mailDataOf({ category, title, text, device, at, location }: Told) {
  return {
    category,
    title,
    text,
    device,
    at,
    // Told to the customer's own people alone, whom alone the rule names then.
    place: category === 'location' && location ? `${location.latitude}, ${location.longitude}` : '',
  }
}

/** An MSP's people hear of it under what they manage; a customer's as of their own. */
function peopleOf({ id, manager }: Owner, people: readonly (AlertRecipient & { userId: UserId })[]) {
  return people.map(({ userId, side }) => {
    const organisationId: OrganisationId = side === 'msp' ? manager!.msp_id : id
    return { userId, organisationId, relationshipId: side === 'msp' ? manager!.id : null }
  })
}
