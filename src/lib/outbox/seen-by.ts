import type { Intent } from '#shared/domain/document/intent.ts'
import type { EditBody } from '#shared/protocol/request.ts'

/** What the person saw in the fields they set, as it is told to the server. */
export function seenBy(intents: readonly Intent[]): EditBody['seen'] {
  return intents.flatMap((intent) => (intent.kind === 'set' ? [{ field: intent.field, value: intent.before }] : []))
}
