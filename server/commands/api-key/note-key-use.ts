import { noteUse } from '../../database/repository/api/api-key.ts'
import type { ApiKeyTable } from '../../database/tables/alert-tables.ts'
import type { Services } from '../../services.ts'

/** Use is written down at most this often, ms. */
const noticedEveryMs = 60 * 1000

export async function noteKeyUse(
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  { id, last_used_at }: ApiKeyTable,
): Promise<void> {
  if (last_used_at === null || clock.now() - last_used_at >= noticedEveryMs) await noteUse(database, id, clock.now())
}
