// How settings are set: a person's own, and those of devices.
import type { SettingName } from '#shared/decisions/registry.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { seedDeviceGroup, seedProfile } from '../../support/devices.ts'
import type { CasesOf } from './decision-case.ts'
import type { Visit } from './house.ts'
import { approved, organisation } from './of-devices.ts'

const acme = ({ house }: Visit) => ({ relationshipId: house.relations.acme })
const view = ({ ids }: Visit) => ({ id: ids.randomId(), name: 'Mine', query: '?q=a' })
const assigning = async (visit: Visit) => ({
  ...{ ...acme(visit), deviceIds: await approved(visit, 'Acme') },
  profileId: await seedProfile(visit, organisation(visit, 'Acme')),
})

/** One that the person was told. */
async function notice(visit: Visit) {
  await visit.did('jo', 'delink-customer', await visit.seen('acme'))
  const told = visit.database.selectFrom('notification').select('id').where('user_id', '=', visit.house.users.boss)
  return (await told.executeTakeFirstOrThrow()).id
}

export const settingCases: CasesOf<SettingName> = {
  'read-notifications': {
    by: 'boss',
    ...{ elsewhere: null, lacking: null },
    ask: async (visit) => ({ ids: [await notice(visit)], isRead: true }),
    leaves: '',
    again: 'news',
  },
  'choose-notifications': {
    by: 'boss',
    ...{ elsewhere: null, lacking: null },
    ask: () => ({ category: 'team', channel: 'mail', isOn: false }),
    leaves: '',
    again: 'news',
  },
  'choose-location-recipients': {
    by: 'jo',
    ask: (visit) => ({ customerId: organisation(visit, 'Acme'), target: 'groupManagers', hears: true }),
    leaves: 'audit location-recipients-changed',
    again: 'news',
  },
  'assign-profile': { by: 'boss', ask: assigning, leaves: 'log profile-assigned', again: 'nothing' },
  'assign-group': {
    by: 'jo',
    elsewhere: 'device-group-not-found',
    ask: async (visit) => ({
      ...{ relationshipId: null, deviceIds: await approved(visit, 'Acme') },
      groupId: await seedDeviceGroup(visit, organisation(visit, 'Acme')),
    }),
    leaves: 'log device-group-assigned',
    again: 'nothing',
  },
  'undo-assignment': {
    by: 'boss',
    async ask(visit) {
      await visit.did('boss', 'assign-profile', await assigning(visit))
      const row = visit.database.selectFrom('assignment').select('change_id')
      return { ...acme(visit), changeId: (await row.executeTakeFirstOrThrow()).change_id as ChangeId }
    },
    leaves: 'log profile-assigned',
    again: 'nothing',
  },
  'see-changes': {
    by: 'boss',
    ...{ elsewhere: null, lacking: null },
    ask: (visit) => ({ of: visit.house.relations.acme, seenAt: visit.now }),
    leaves: '',
    again: 'news',
  },
  'choose-favourite': {
    by: 'boss',
    ...{ elsewhere: null, lacking: null },
    ask: (visit) => ({ of: visit.house.relations.acme, isFavourite: true }),
    leaves: '',
    again: 'news',
  },
  'save-view': { by: 'boss', ...{ elsewhere: null, lacking: null }, ask: view, leaves: '', again: 'news' },
  'remove-view': {
    by: 'boss',
    ...{ elsewhere: null, lacking: null },
    async ask(visit) {
      const saved = view(visit)
      await visit.did('boss', 'save-view', saved)
      return { id: saved.id }
    },
    leaves: '',
    again: 'news',
  },
}
