// What each decision about a team is asked: about whom or what, and whose team it is.
import type { DecisionInput, TeamDecisionName } from '#shared/decisions/registry.ts'
import { allCustomers } from '#shared/domain/access/scope.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { Team } from '#shared/decisions/team/team.ts'
import { emptySupport } from '#shared/domain/service-application.ts'
import { emptyMspProfile } from '#shared/domain/team/msp-profile.ts'
import { acme, groupId, onlyAcme, own, personId, roleId, teamOf, withNamedGroup, zenith } from './team-world.ts'

/** One question, in words. */
interface Question<Input> {
  input: Input
  /** Unsaid: the team that everybody is in. */
  team?: (kind: OrganisationKind) => Team
}

export interface TeamTable<Input> {
  /** Whose teams it is asked about. */
  of: readonly OrganisationKind[]
  questions: Record<string, Question<Input>>
}

const seen = 3
const lonely = (kind: OrganisationKind) => teamOf(kind, { isLonely: true })
const people = [
  'an admin',
  'another manager',
  'another super admin',
  'a reader',
  'invited',
  'invitation waits',
  'invitation ran out',
  'invitation revoked',
  'blocked',
  'left by an MSP',
]

/** About each person there is, oneself, nobody, and the last who could give the organisation back to itself. */
function aboutPeople<More extends object>(
  more: More,
): Record<string, Question<{ personId: never; version: number } & More>> {
  const question = (id: string) => ({ input: { personId: personId(id) as never, version: seen, ...more } })
  return {
    ...Object.fromEntries(people.map((id) => [id, question(id)])),
    'the last super admin': { ...question('another super admin'), team: lonely },
    'who sees only Acme': question('sees only Acme'),
    'the super admin itself': question('super admin'),
    'the manager itself': question('manager'),
    nobody: question('nobody'),
  }
}
const ofAll = ['msp', 'customer'] as const
const invited = { firstName: 'New', lastName: '', details: '', locale: 'en' } as const
const invitation = { ...invited, personId: personId('new'), workEmail: 'new@own.example', scope: allCustomers }
const role = { roleId: roleId('new'), name: 'New', permissions: ['view'] } as const
const group = { groupId: groupId('new'), name: 'New', members: [acme] }
const addressOf = (id: string) => `${id.replaceAll(' ', '.')}@OWN.example`
const service = (id: string) => ({ input: { ...emptySupport, service: id as never } })

export const teamTables: { [Name in TeamDecisionName]: TeamTable<DecisionInput<Name>> } = {
  'invite-person': {
    of: ofAll,
    questions: {
      'as an admin': { input: { ...invitation, role: 'admin' } },
      'as a super admin': { input: { ...invitation, role: 'super-admin' } },
      'as a manager': { input: { ...invitation, role: roleId('manager') } },
      'as a reader': { input: { ...invitation, role: roleId('reader') } },
      'in a role there isn’t': { input: { ...invitation, role: roleId('gone') } },
      'for Acme alone': { input: { ...invitation, role: 'admin', scope: onlyAcme } },
      'who is here': { input: { ...invitation, role: roleId('reader'), workEmail: addressOf('a reader') } },
      'who is blocked': { input: { ...invitation, role: roleId('reader'), workEmail: addressOf('blocked') } },
      'who is invited': { input: { ...invitation, role: roleId('reader'), workEmail: addressOf('invited') } },
      'who was revoked': { input: { ...invitation, role: 'admin', workEmail: addressOf('invitation revoked') } },
      'under a taken id': { input: { ...invitation, role: 'admin', personId: personId('an admin') } },
    },
  },
  'resend-person-invitation': { of: ofAll, questions: aboutPeople({}) },
  'revoke-person-invitation': { of: ofAll, questions: aboutPeople({}) },
  'change-person': {
    of: ofAll,
    questions: {
      ...aboutPeople({ role: roleId('reader'), scope: null }),
      'to a super admin': {
        input: { ...{ personId: personId('a reader'), version: seen }, role: 'super-admin', scope: null },
      },
      'to an admin': { input: { ...{ personId: personId('a reader'), version: seen }, role: 'admin', scope: null } },
      'to a role there isn’t': {
        input: { ...{ personId: personId('a reader'), version: seen }, role: roleId('gone'), scope: null },
      },
      'to Acme alone': {
        input: { ...{ personId: personId('a reader'), version: seen }, role: roleId('reader'), scope: onlyAcme },
      },
      'to all customers': {
        input: { ...{ personId: personId('sees only Acme'), version: seen }, role: 'admin', scope: allCustomers },
      },
      'the last to Acme alone': {
        input: {
          ...{ personId: personId('another super admin'), version: seen },
          role: 'super-admin',
          scope: onlyAcme,
        },
        team: lonely,
      },
    },
  },
  'block-person': { of: ofAll, questions: aboutPeople({}) },
  'reactivate-person': { of: ofAll, questions: aboutPeople({}) },
  'keep-person': { of: ['customer'], questions: aboutPeople({}) },
  'remove-person': { of: ofAll, questions: aboutPeople({}) },
  'add-role': {
    of: ofAll,
    questions: {
      'to look': { input: role },
      'with all a role can': { input: { ...role, permissions: ['view', 'edit-account', 'manage-admins-and-roles'] } },
      'with what no role can': { input: { ...role, permissions: ['view', 'view-audit-log'] } },
      'that can’t look': { input: { ...role, permissions: ['manage-admins-and-roles'] } },
      'of a taken name': { input: { ...role, name: ' Reader' } },
      'called Super Admin': { input: { ...role, name: 'Super Admin' } },
      'under a taken id': { input: { ...role, roleId: roleId('unused') } },
    },
  },
  'change-role': {
    of: ofAll,
    questions: {
      'of readers': { input: { ...role, roleId: roleId('reader'), version: seen } },
      'of managers': { input: { ...role, roleId: roleId('manager'), version: seen } },
      'of nobody': { input: { ...role, roleId: roleId('unused'), version: seen } },
      'to more': {
        input: { ...role, roleId: roleId('reader'), version: seen, permissions: ['view', 'edit-account'] },
      },
      'to a taken name': { input: { ...role, roleId: roleId('reader'), version: seen, name: 'UNUSED' } },
      'there isn’t': { input: { ...role, roleId: roleId('gone'), version: seen } },
    },
  },
  'delete-role': {
    of: ofAll,
    questions: {
      'nobody has': { input: { roleId: roleId('unused'), version: seen, instead: null } },
      'somebody has': { input: { roleId: roleId('reader'), version: seen, instead: null } },
      'they become admins': { input: { roleId: roleId('reader'), version: seen, instead: 'admin' } },
      'they become super admins': { input: { roleId: roleId('reader'), version: seen, instead: 'super-admin' } },
      'they keep it': { input: { roleId: roleId('reader'), version: seen, instead: roleId('reader') } },
      'of managers': { input: { roleId: roleId('manager'), version: seen, instead: roleId('reader') } },
      'there isn’t': { input: { roleId: roleId('gone'), version: seen, instead: null } },
    },
  },
  'add-group': {
    of: ['msp'],
    questions: {
      new: { input: group },
      'of a taken name': { input: { ...group, name: 'FREE ' } },
      'under a taken id': { input: { ...group, groupId: groupId('free') } },
    },
  },
  'change-group': {
    of: ['msp'],
    questions: {
      'to another name': { input: { ...group, groupId: groupId('free'), version: seen } },
      'to a taken name': { input: { ...group, groupId: groupId('free'), name: 'Named', version: seen } },
      'there isn’t': { input: { ...group, groupId: groupId('gone'), version: seen } },
    },
  },
  'delete-group': {
    of: ['msp'],
    questions: {
      'in no scope': {
        input: { groupId: groupId('free'), version: seen },
        team: (kind) => withNamedGroup(teamOf(kind)),
      },
      'in a scope': {
        input: { groupId: groupId('named'), version: seen },
        team: (kind) => withNamedGroup(teamOf(kind)),
      },
      'there isn’t': { input: { groupId: groupId('gone'), version: seen } },
    },
  },
  'change-msp-profile': {
    of: ['msp'],
    questions: {
      'its own': { input: { ...emptyMspProfile, name: 'New', mspId: own, version: seen } },
      'another MSP’s': { input: { ...emptyMspProfile, name: 'New', mspId: zenith, version: seen } },
    },
  },
  'block-msp': {
    of: ['customer'],
    questions: {
      'that asked': { input: { mspId: acme, version: seen } },
      'that is blocked': { input: { mspId: zenith, version: seen } },
      'that never asked': { input: { mspId: own, version: seen } },
    },
  },
  'unblock-msp': {
    of: ['customer'],
    questions: {
      'that asked': { input: { mspId: acme, version: seen } },
      'that is blocked': { input: { mspId: zenith, version: seen } },
      'that never asked': { input: { mspId: own, version: seen } },
    },
  },
  'ask-joint-management': {
    of: ['customer'],
    questions: {
      'for the first time': { input: { customerId: own, since: 7 } },
      'an hour after': { input: { customerId: acme, since: 7 } },
      'a week after': { input: { customerId: zenith, since: 7 } },
      'of no MSP': { input: { customerId: '1000000003' as typeof own, since: 7 } },
    },
  },
  'apply-for-service': {
    of: ['customer'],
    questions: {
      'it has not': service('samsung-care-plus'),
      'applied for': service('knox-suite'),
      'it has': service('knox-manage'),
      suspended: service('knox-configure'),
      'rejected once': service('knox-guard'),
    },
  },
}
