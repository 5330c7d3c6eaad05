import { guessLocale } from '#shared/domain/mail-language.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { listTeam } from '../../database/repository/user.ts'
import { actorOf } from '../enact.ts'
import type { Effects } from '../effects.ts'
import { tellContact } from './tell-contact.ts'

/** Its contact hears it (M8), and the journal keeps it: a backup opens it again for nobody (SYNC3). */
export const closeCustomerEffects: Effects<'close-customer'> = {
  async apply(carried) {
    const { services, unit, access, itemId, state, relationship } = carried
    // Also who was blocked there, or only invited: the account is theirs to come back to.
    if ((await listTeam(unit.trx, relationship.customer_id)).length > 0) throw new Refusal('has-people')
    const facts = await readAccountFacts(unit.trx, relationship.account_document_id)
    const { contactFirstName = '', contactLastName = '', country = '' } = facts
    await tellContact(carried, relationship, {
      kind: 'account-closed',
      services: state.services,
      firstName: contactFirstName || contactLastName,
      locale: guessLocale(country),
    })
    const ended = { relationshipId: relationship.id, itemId, at: unit.now, ...actorOf(access) }
    unit.afterCommit(() => services.revocations.delinked({ ...ended, event: 'customer-closed' }))
  },
}
