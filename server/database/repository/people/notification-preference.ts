import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import {
  preferenceAtFirst,
  type Channel,
  type NotificationPreference,
} from '#shared/domain/notification/notification-preference.ts'
import {
  categoriesOf,
  fixedCategories,
  type NotificationCategory,
} from '#shared/domain/notification/notification-rules.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { Role } from '#shared/domain/user.ts'
import { notificationPreferenceKind } from '#shared/records/notification-preference.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

interface Person {
  userId: UserId
  role: Role
  organisationKind: OrganisationKind
}

/** One of each category that such a person hears of, whether they chose or not. */
export async function listPreferences(
  database: Kysely<Schema>,
  { userId, role, organisationKind }: Person,
): Promise<NotificationPreference[]> {
  const rows = await database.selectFrom('notification_preference').selectAll().where('user_id', '=', userId).execute()
  const chosen = new Map(rows.map((row) => [row.category, row]))
  return categoriesOf[organisationKind].map((id) => {
    const first = preferenceAtFirst(id, role)
    const row = chosen.get(id)
    return { id, inApp: isOn(row?.in_app, first.inApp), mail: isOn(row?.mail, first.mail) }
  })
}

const isOn = (chosen: number | null | undefined, first: boolean) => (chosen == null ? first : chosen === 1)

/** What people chose of one channel of a category; whoever never did isn't in it. */
export async function readChosen(
  database: Kysely<Schema>,
  category: NotificationCategory,
  userIds: readonly UserId[],
): Promise<Map<UserId, { inApp: boolean | null; mail: boolean | null }>> {
  if (userIds.length === 0 || fixedCategories.has(category)) return new Map()
  const rows = await database
    .selectFrom('notification_preference')
    .selectAll()
    .where('category', '=', category)
    .where('user_id', 'in', [...userIds])
    .execute()
  const read = (value: number | null) => (value === null ? null : value === 1)
  return new Map(rows.map((row) => [row.user_id, { inApp: read(row.in_app), mail: read(row.mail) }]))
}

/** Unless something later was chosen. */
export async function savePreference(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  { userId, organisationId }: { userId: UserId; organisationId: OrganisationId },
  {
    category,
    channel,
    isOn: on,
    stamp,
  }: { category: NotificationCategory; channel: Channel; isOn: boolean; stamp: number },
): Promise<void> {
  const column = channel === 'inApp' ? 'in_app' : 'mail'
  const unsaid = { in_app: null, in_app_stamp: 0, mail: null, mail_stamp: 0 }
  const said = { [column]: on ? 1 : 0, [`${column}_stamp`]: stamp }
  await unit.trx
    .insertInto('notification_preference')
    .values({ organisation_id: organisationId, user_id: userId, category, ...unsaid, ...said })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'category'])
        .doUpdateSet(said)
        .where(`notification_preference.${column}_stamp`, '<=', stamp),
    )
    .execute()
  unit.publish({ organisationId, collection: notificationPreferenceKind.name, key: category, root: '', userId })
}
