/** What must hold once everything is quiet: nothing acknowledged is gone, nothing happened twice, all hold the same. */
import { contentFingerprint, type DocumentValues } from '#shared/document/document-values.ts'
import type { Database } from '../../../server/database/connection.ts'
import type { Load } from './load.ts'

export interface Ending {
  acknowledged: number
  /** Acknowledged edits that the change log doesn't have. */
  lost: number
  /** Edits the change log has more than once. */
  repeated: number
  /** Client and document pairs whose content is not the server's. */
  diverged: number
  compared: number
  refused: number
}

export async function checkEnding(database: Database, load: Load): Promise<Ending> {
  const logged = new Map<string, number>()
  for (const { item_id } of await database.selectFrom('change').select('item_id').execute())
    if (item_id !== null) logged.set(item_id, (logged.get(item_id) ?? 0) + 1)
  const documents = await database
    .selectFrom('document')
    .select(['id', 'facts'])
    .where('kind', '=', 'account')
    .execute()
  const contents = new Map(
    documents.map(({ id, facts }) => [id, contentFingerprint(JSON.parse(facts) as DocumentValues)]),
  )
  const pairs = load.clients.flatMap((client) => client.documentIds().map((id) => ({ client, id })))
  return {
    acknowledged: load.acknowledgedItems.length,
    lost: load.acknowledgedItems.filter((id) => !logged.has(id)).length,
    repeated: load.acknowledgedItems.filter((id) => (logged.get(id) ?? 0) > 1).length,
    diverged: pairs.filter(({ client, id }) => client.fingerprint(id) !== contents.get(id)).length,
    compared: pairs.length,
    refused: load.clients.reduce((sum, client) => sum + client.refused, 0),
  }
}
