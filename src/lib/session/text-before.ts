import type { ChangeId } from '#shared/domain/ids.ts'
import type { TextBefore } from '#shared/protocol/look-up-request.ts'
import { ask, type Answer } from './ask-server.ts'

const loadSchema = () => import('#shared/protocol/look-up-request.ts')

/** What a text of a closed document said before and after a change of it (H3): only the server has it. */
export async function readTextBefore(id: ChangeId): Promise<Answer<TextBefore>> {
  const { textBeforeAnswerSchema } = await loadSchema()
  return ask(() => textBeforeAnswerSchema, 'POST', '/api/changes/text-before', { id })
}
