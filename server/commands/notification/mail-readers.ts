import type { OrganisationId } from '#shared/domain/ids.ts'
import type { NotificationCategory } from '#shared/domain/notification/notification-rules.ts'
import { loadAccess, type Access } from '../../auth/access.ts'
import type { Database } from '../../database/connection.ts'
import { readChosen } from '../../database/repository/people/notification-preference.ts'
import { listActiveUsers } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'

interface Mailed {
  organisationId: OrganisationId
  category: NotificationCategory
  /** Whoever never chose. */
  meant: readonly UserTable[]
  isPermitted: (access: Access) => boolean
}

/** Who gets the mails of a category (M21): those for whom they are meant, unless they turned them off, and who turned them on and may know. */
export async function listMailReaders(
  database: Database,
  { organisationId, category, meant, isPermitted }: Mailed,
): Promise<UserTable[]> {
  const users = await listActiveUsers(database, organisationId)
  const chosen = await readChosen(
    database,
    category,
    users.map(({ id }) => id),
  )
  const readers: UserTable[] = []
  for (const user of users) {
    const choice = chosen.get(user.id)?.mail ?? null
    const isMeant = meant.some(({ id }) => id === user.id)
    if (choice === false || (choice === null && !isMeant)) continue
    const access = isMeant ? null : await loadAccess(database, user.id)
    if (isMeant || (access && isPermitted(access))) readers.push(user)
  }
  return readers
}
