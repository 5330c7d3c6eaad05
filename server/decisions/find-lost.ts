/** Decisions that a journal knows and a database, a backup, never heard of: what they came to is there again. */
import type { ItemId, UserId } from '#shared/domain/ids.ts'
import { findUnanswered } from '../database/repository/device-store.ts'
import { findUsers } from '../database/repository/user.ts'
import type { JournalledItem } from '../database/revocation-journal.ts'
import type { Services } from '../services.ts'

export async function findLost(
  services: Pick<Services, 'database' | 'revocations'>,
  items: ReadonlyMap<ItemId, JournalledItem>,
): Promise<ItemId[]> {
  const unanswered = await findUnanswered(services.database, [...items.keys()])
  const awaited = await findAwaited(services, [...items.values()])
  return [...unanswered].filter((itemId) => !awaited.has(items.get(itemId)!.subject))
}

/** People of whom the database knows nothing, and who were let in: only what invited them can bring them back. */
async function findAwaited(
  { database, revocations }: Pick<Services, 'database' | 'revocations'>,
  items: readonly JournalledItem[],
): Promise<Set<string>> {
  const people = [...new Set(items.map(({ subject }) => subject))].filter((subject) => {
    const decided = revocations.findDecided(subject)
    return decided?.type === 'person-decided' && (decided.status === 'pending' || decided.status === 'active')
  })
  const known = new Set<string>((await findUsers(database, people as UserId[])).map(({ id }) => id))
  return new Set(people.filter((id) => !known.has(id)))
}
