// How decisions about an organisation's people, roles and groups, and what else is its own, are taken.
import type { TeamDecisionName } from '#shared/decisions/registry.ts'
import { allCustomers } from '#shared/domain/access/scope.ts'
import type { GroupId, RoleId, UserId } from '#shared/domain/ids.ts'
import { emptySupport } from '#shared/domain/service-application.ts'
import { emptyMspProfile } from '#shared/domain/team/msp-profile.ts'
import { findCustodyOf } from '../../../server/database/reading/visible.ts'
import type { CasesOf } from './decision-case.ts'
import type { Visit, Who } from './house.ts'
import { asked, dayMs } from './of-relationships.ts'

const newPerson = ({ ids }: Visit) => ({
  ...{ personId: ids.randomId() as UserId, firstName: 'Kim', lastName: 'Ito', workEmail: 'kim@northwind.example' },
  ...{ role: 'admin' as const, scope: allCustomers, details: '', locale: 'en' as const },
})

/** Whose invitation a mail server took a day ago. */
async function invited(visit: Visit) {
  const person = newPerson(visit)
  await visit.did('boss', 'invite-person', person)
  const sent = { state: 'sent', sent_at: visit.now, sent_count: 1, expires_at: visit.now + 7 * dayMs } as const
  await visit.database.updateTable('person_invitation').set(sent).where('user_id', '=', person.personId).execute()
  visit.wait(dayMs)
  return { personId: person.personId, version: 1 }
}

const newRole = ({ ids }: Visit) => ({
  ...{ roleId: ids.randomId() as RoleId, name: 'Help desk', permissions: ['view' as const] },
})
async function role(visit: Visit) {
  const made = newRole(visit)
  await visit.did('boss', 'add-role', made)
  return { ...made, version: 1 }
}

const newGroup = ({ ids, house }: Visit) => ({
  ...{ groupId: ids.randomId() as GroupId, name: 'North', members: [house.organisations['Acme']!] },
})
async function group(visit: Visit) {
  const made = newGroup(visit)
  await visit.did('boss', 'add-group', made)
  return { ...made, version: 1 }
}

async function blocked(visit: Visit, who: Who) {
  await visit.did('boss', 'block-person', await visit.person(who))
  return visit.person(who)
}

async function askingMsp(visit: Visit) {
  await asked(visit)
  const row = await visit.database.selectFrom('asking_msp').select(['msp_id', 'version']).executeTakeFirstOrThrow()
  return { mspId: row.msp_id, version: row.version }
}

export const teamCases: CasesOf<TeamDecisionName> = {
  'invite-person': {
    by: 'boss',
    elsewhere: null,
    ask: newPerson,
    leaves: 'audit person-invited, mail person-invitation',
    again: 'id-taken',
  },
  'resend-person-invitation': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: invited,
    leaves: 'audit person-invitation-resent, mail person-invitation-reminder',
    again: 'stale-decision',
  },
  'revoke-person-invitation': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: invited,
    leaves: 'audit person-invitation-revoked',
    again: 'stale-decision',
  },
  'change-person': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...(await visit.person('ann')), role: 'super-admin', scope: null }),
    leaves: 'audit person-access-changed',
    again: 'stale-decision',
  },
  'block-person': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: (visit) => visit.person('ann'),
    leaves: 'audit person-blocked',
    again: 'stale-decision',
  },
  'reactivate-person': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: (visit) => blocked(visit, 'ann'),
    leaves: 'audit person-reactivated',
    again: 'stale-decision',
  },
  'keep-person': {
    by: 'jo',
    elsewhere: 'not-found',
    async ask(visit) {
      const { personId } = await visit.person('jim')
      await visit.database.updateTable('user').set({ review_since: 1 }).where('id', '=', personId).execute()
      return visit.person('jim')
    },
    leaves: 'audit person-kept',
    again: 'stale-decision',
  },
  'remove-person': {
    by: 'jo',
    elsewhere: 'not-found',
    ask: (visit) => visit.person('jim'),
    leaves: 'audit person-removed',
    again: 'not-found',
  },
  'add-role': { by: 'boss', elsewhere: null, ask: newRole, leaves: 'audit role-added', again: 'id-taken' },
  'change-role': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...(await role(visit)), permissions: ['view', 'export'] }),
    leaves: 'audit role-changed',
    again: 'stale-decision',
  },
  'delete-role': {
    by: 'boss',
    elsewhere: 'not-found',
    async ask(visit) {
      const { roleId, version } = await role(visit)
      await visit.did('boss', 'change-person', { ...(await visit.person('ann')), role: roleId, scope: null })
      return { roleId, version, instead: 'admin' }
    },
    leaves: 'audit role-deleted',
    again: 'not-found',
  },
  'add-group': { by: 'boss', elsewhere: null, ask: newGroup, leaves: 'audit group-added', again: 'id-taken' },
  'change-group': {
    by: 'boss',
    elsewhere: 'not-found',
    ask: async (visit) => ({ ...(await group(visit)), members: [] }),
    leaves: 'audit group-changed',
    again: 'stale-decision',
  },
  'delete-group': {
    by: 'boss',
    elsewhere: 'not-found',
    async ask(visit) {
      const { groupId, version } = await group(visit)
      return { groupId, version }
    },
    leaves: 'audit group-deleted',
    again: 'not-found',
  },
  'change-msp-profile': {
    by: 'boss',
    elsewhere: 'not-found',
    async ask({ database, house }) {
      const mspId = house.organisations['Northwind']!
      const row = database.selectFrom('msp_profile').select('version').where('organisation_id', '=', mspId)
      const { version = 0 } = (await row.executeTakeFirst()) ?? {}
      return { ...emptyMspProfile, name: 'Northwind', phone: '+49 1', mspId, version }
    },
    leaves: 'audit msp-profile-changed',
    again: 'stale-decision',
  },
  'block-msp': {
    by: 'fay',
    elsewhere: 'not-found',
    ask: askingMsp,
    leaves: 'audit msp-blocked, log request-rejected, mail request-rejected',
    again: 'stale-decision',
  },
  'unblock-msp': {
    by: 'fay',
    elsewhere: 'not-found',
    async ask(visit) {
      const seen = await askingMsp(visit)
      await visit.did('fay', 'block-msp', seen)
      return { ...seen, version: seen.version + 1 }
    },
    leaves: 'audit msp-unblocked',
    again: 'stale-decision',
  },
  'ask-joint-management': {
    by: 'al',
    elsewhere: 'not-fully-managed',
    async ask({ database, house }) {
      const customerId = house.organisations['Alone']!
      return { customerId, since: (await findCustodyOf(database, customerId))!.since }
    },
    leaves: 'audit joint-management-asked, log joint-management-asked, mail joint-management-asked',
    again: 'asked-this-week',
  },
  'apply-for-service': {
    by: 'jo',
    elsewhere: null,
    ask: () => ({ ...emptySupport, service: 'knox-guard' }),
    leaves: 'audit service-applied',
    again: 'applied-already',
    unforetold: ['service-record is not there'],
  },
}
