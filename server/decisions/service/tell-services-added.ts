import type { ServiceId } from '#shared/domain/service.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { tellContact } from '../customer/tell-contact.ts'
import type { Carried } from '../effects.ts'

/** The contact of a fully managed customer hears what its MSP manages besides from now on (M8). */
export async function tellServicesAdded(carried: Carried, services: readonly ServiceId[]): Promise<void> {
  const { relationship } = carried
  const { trx } = carried.unit
  const facts = await readAccountFacts(trx, relationship.account_document_id)
  const { contactFirstName = '', contactLastName = '', country = '' } = facts
  const person = await findUserByEmail(trx, relationship.work_email)
  await tellContact(carried, relationship, {
    kind: 'service-added',
    services,
    firstName: contactFirstName || contactLastName,
    locale: person?.locale ?? guessLocale(country),
  })
}
