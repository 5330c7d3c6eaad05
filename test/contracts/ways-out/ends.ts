// How access ends: an entry each.
import { takeBackAdmins } from '#shared/decisions/grant/take-back-admins.ts'
import type { ItemId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import { unusedLifetimeMs } from '../../../server/auth/session.ts'
import { loadAccess } from '../../../server/auth/access.ts'
import { setPassword } from '../../../server/commands/sign-in/set-password.ts'
import { insertRelease } from '../../../server/database/repository/customer/customer-release.ts'
import { findRelationship } from '../../../server/database/repository/relationship.ts'
import { lockUser } from '../../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../../server/database/unit-of-work.ts'
import { carryOut } from '../../../server/decisions/carry-out.ts'
import { endRelationship } from '../../../server/decisions/delink/end-relationship.ts'
import { enact } from '../../../server/decisions/enact.ts'
import { releaseDueCustomers } from '../../../server/jobs/release-customers.ts'
import { Tandem } from '../../support/tandem.ts'
import { invitationRow } from '../relationship-row.ts'
import { customersTeam, mspProfile } from './losses.ts'
import type { Loss, Person } from './people.ts'

export interface End {
  happens(person: Person): Promise<unknown>
  /** It is everybody's there: once. */
  once?: boolean
  /** What a service does by a key of theirs is over, too. */
  endsKeys?: boolean
  /** Whoever it happens to stays signed in. */
  keepsSession?: boolean
  /** Of the MSP where it isn't said. */
  of?: 'customer'
  /** At an MSP that has lost nothing yet; its second customer where the first is gone by then. */
  apart?: 'first' | 'second'
  /** A customer's account where it isn't said. */
  loses?: Loss
}

/** How access ends. */
export const ends: Record<string, End> = {
  'signing out': { happens: ({ elsewhere, cookie }) => remove(elsewhere, '/api/session', cookie) },
  'revoking it elsewhere': {
    happens: ({ elsewhere, sessionId, otherCookie }) => remove(elsewhere, `/api/sessions/${sessionId}`, otherCookie),
  },
  'the session’s expiry': {
    once: true,
    happens: ({ tandem, elsewhere }) => {
      for (const { clock } of new Set([tandem, elsewhere])) clock.advance(unusedLifetimeMs)
      return Promise.resolve()
    },
  },
  'a new password': {
    happens: ({ elsewhere, userId }) =>
      runUnitOfWork(elsewhere.services, async (unit) => {
        const user = (await lockUser(unit.trx, userId))!
        const context = { services: elsewhere.services, unit }
        await setPassword(context, user, { passwordHash: '', keptSessionId: null })
      }),
  },
  'blocking the person': {
    endsKeys: true,
    happens: (person) => asSuperAdmin(person, 'block-person', {}),
  },
  'a narrowed scope': {
    endsKeys: true,
    keepsSession: true,
    happens: (person) => {
      const scope = { kind: 'but', allow: [], deny: [person.customerId] }
      return asSuperAdmin(person, 'change-person', { role: 'super-admin', scope })
    },
  },
  'a grant that is taken back': {
    once: true,
    keepsSession: true,
    loses: customersTeam,
    happens: ({ elsewhere, relationshipId, customerId }) =>
      runUnitOfWork(elsewhere.services, async (unit) => {
        const row = (await findRelationship(unit.trx, relationshipId, { lock: true }))!
        const actor = { userId: null, organisationId: customerId }
        const patch = { adminsGrantedAt: null }
        await enact(unit, row, { decision: takeBackAdmins, patch, event: 'admins-taken-back', actor, itemId: null })
      }),
  },
  'a delink': { endsKeys: true, once: true, keepsSession: true, happens: delink },
  'a delink, at the customer': { once: true, keepsSession: true, of: 'customer', loses: mspProfile, happens: delink },
  'a removal': { endsKeys: true, once: true, keepsSession: true, apart: 'first', happens: removeCustomer },
  'a release by the operator': {
    endsKeys: true,
    once: true,
    keepsSession: true,
    apart: 'second',
    happens: releaseCustomer,
  },
}

async function removeCustomer({ elsewhere, userId, relationshipId, customerId }: Person): Promise<void> {
  const { services, ids } = elsewhere
  await services.database
    .insertInto('invitation')
    .values(invitationRow(ids, { relationship_id: relationshipId, customer_id: customerId }))
    .execute()
  await decide(elsewhere, userId, 'remove-customer', { relationshipId, version: 1 })
}

async function decide({ services, ids, clock }: Tandem, userId: UserId, name: DecisionName, input: object) {
  const made = { storeId: ids.randomId() as StoreId, itemId: ids.randomId() as ItemId, stamp: clock.now(), waitedMs: 0 }
  await runUnitOfWork(services, async (unit) => {
    const access = (await loadAccess(unit.trx, userId))!
    await carryOut({ services, unit, access, ...made }, name, input)
  })
}

/** Their MSP's super admin decides it about them. */
async function asSuperAdmin(person: Person, name: DecisionName, input: object): Promise<void> {
  const { elsewhere, superAdminId, userId: personId } = person
  const { version } = await elsewhere.services.database
    .selectFrom('user')
    .select('version')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  await decide(elsewhere, superAdminId, name, { personId, version, ...input })
}

/** Managed by its MSP alone, and announced three days ago. */
async function releaseCustomer({ elsewhere, organisationId, relationshipId, customerId }: Person): Promise<void> {
  const { services, ids, clock } = elsewhere
  await services.database
    .updateTable('relationship')
    .set({ management_type: 'fully' })
    .where('id', '=', relationshipId)
    .execute()
  const parties = { relationship_id: relationshipId, msp_id: organisationId, customer_id: customerId }
  const times = { made_at: 0, due_at: clock.now(), ended_at: null }
  await insertRelease(services.database, { id: ids.randomId(), ...parties, state: 'open', ...times })
  await releaseDueCustomers(services)
}

function delink({ elsewhere, relationshipId }: Person) {
  return runUnitOfWork(elsewhere.services, async (unit) => {
    const row = (await findRelationship(unit.trx, relationshipId, { lock: true }))!
    const actor = { userId: null, organisationId: row.customer_id }
    await endRelationship(unit, row, { actor, itemId: null })
  })
}

async function remove(tandem: Tandem, path: string, cookie: string): Promise<void> {
  const response = await fetch(tandem.origin + path, { method: 'DELETE', headers: { cookie, origin: tandem.origin } })
  if (response.status !== 204) throw new Error(`${path}: ${response.status}`)
}
