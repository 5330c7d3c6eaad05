import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import type { DescribedIntent } from '#shared/domain/document/intent.ts'
import { fieldChangeWords } from '../words/field-words.ts'
import type { WaitingKind } from '../words/status-words.ts'

/** One waiting edit or decision, as the outbox shows it (H5). */
export interface OutboxLineView {
  id: ItemId
  kind: WaitingKind
  customerName: string
  relationshipId: RelationshipId | null
  about: { kind: string; id: string } | null
  /** `entered`: into a form, where nothing stood before. */
  fields: (DescribedIntent | { kind: 'entered'; field: string; after: string })[]
  state: 'queued' | 'sent' | 'accepted' | 'refused'
  code: RefusalCode | null
  fieldErrors: FieldErrors
  at: number
  attempts: number
  canRetry: boolean
  /** It met the other side's request, which is still open (M18). */
  canAnswer: boolean
  canCancel: boolean
  hasForm: boolean
  /** Of an upload: rows that have arrived. */
  progress: { done: number; total: number } | null
}

/** What a person typed in a line, to be pasted elsewhere. */
export function typedText(line: OutboxLineView): string {
  return line.fields.map(({ field, after }) => fieldChangeWords(field, after) ?? after).join('\n')
}
