/** What services report in random histories, who is to hear of it, and who chooses that. Each alert carries a mark, and so does where a device is. */
import { alertCategories } from '#shared/domain/alert/alert-category.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { createApiKey } from '../../server/auth/api-key.ts'
import { postAlert } from '../../server/commands/alert/post-alert.ts'
import { confirmAddress, publishUnconfirmed } from '../../server/database/repository/alerts/alert-address.ts'
import { insertApiKey } from '../../server/database/repository/api/api-key.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { findOwner } from '../../server/decisions/devices/hold-owner.ts'
import { decideAs, named, pick, type Acting } from './device-acts.ts'
import { alertMark } from './holdings-oracle.ts'

/** Somebody of the customer, or of its MSP; undefined where nobody works here. */
async function someoneOf(acting: Acting, customerId: string) {
  const rows = await acting.world.database.selectFrom('relationship').selectAll().execute()
  const manager = rows.find((row) => row.customer_id === customerId && isManaging(row))
  const sides = [customerId, manager?.msp_id]
  const working = acting.people.filter(({ organisationId, blocked }) => sides.includes(organisationId) && !blocked)
  return working.length > 0 ? pick(acting, working) : undefined
}

export const alertActs: Record<string, (acting: Acting) => Promise<void>> = {
  'post an alert': async (acting) => {
    const { database, ids, clock } = acting.world
    const customerId = pick(acting, await named(acting, 'customer')).id
    const person = await someoneOf(acting, customerId)
    if (!person) return
    const key = {
      ...{ id: ids.randomId(), user_id: person.id, organisation_id: person.organisationId, name: 'KAI' },
      ...{ permissions: JSON.stringify(['view', 'manage-devices']), made_at: clock.now() },
      ...{ last_used_at: null, ends_at: null, revoked_at: null },
    }
    const { secret: _, ...made } = createApiKey()
    await insertApiKey(database, { ...key, ...made })
    const devices = await database
      .selectFrom('device')
      .select('serial')
      .where('organisation_id', '=', customerId)
      .orderBy('id')
      .execute()
    const value = devices.length > 0 ? pick(acting, devices).serial! : 'R52N30ABCDE'
    const mark = alertMark(ids.randomId())
    const posted = postAlert(
      acting.world.anyNode().services,
      key.id,
      {
        customerId,
        category: pick(acting, [...alertCategories, 'location']),
        identifiers: [{ kind: 'serial', value }],
        title: mark,
        text: mark,
        at: null,
        figures: acting.random() < 0.5 ? { battery: { level: Math.floor(acting.random() * 100) } } : {},
        location: acting.random() < 0.5 ? { latitude: 51.250407, longitude: 6.771933 } : null,
      },
      null,
    )
    // Whoever may not is refused, and nothing is written.
    await posted.catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
    })
  },
  'choose who hears of location': async (acting) => {
    const customerId = pick(acting, await named(acting, 'customer')).id
    const target = pick(acting, ['allAdmins', 'groupManagers'])
    await decideAs(acting, customerId, 'choose-location-recipients', {
      customerId,
      target,
      hears: acting.random() < 0.5,
    })
  },
  'a recipient says yes': async (acting) => {
    const asked = await acting.world.database.selectFrom('alert_address').selectAll().orderBy('email').execute()
    if (asked.length === 0) return
    const { organisation_id: organisationId, email } = pick(acting, asked)
    await runUnitOfWork(acting.world.anyNode().services, async (unit) => {
      await confirmAddress(unit.trx, { organisationId, email }, unit.now)
      publishUnconfirmed(unit, await findOwner(unit, organisationId))
    })
  },
}
