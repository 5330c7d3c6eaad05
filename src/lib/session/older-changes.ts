import type { OlderChanges, OlderChangesQuestion } from '#shared/protocol/older-changes.ts'
import { ask, type Answer } from './ask-server.ts'

const loadSchema = () => import('#shared/protocol/older-changes.ts')

/** The log from before what this device holds (M23): only the server has it. */
export async function readOlderChanges(question: OlderChangesQuestion): Promise<Answer<OlderChanges>> {
  const { olderChangesAnswerSchema } = await loadSchema()
  return ask(() => olderChangesAnswerSchema, 'POST', '/api/changes/older', question)
}
