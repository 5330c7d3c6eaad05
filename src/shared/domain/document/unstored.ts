import type { DocumentId } from '../ids.ts'
import type { TextChange } from './text-change.ts'

/** A field of a document. */
export interface FieldPlace {
  documentId: DocumentId
  field: string
}

/** A one-line field's text as it stood when its page went. */
export interface UnstoredValue {
  kind: 'value'
  value: string
}

/** Of a shared text: `first` was being stored, from the text the store held, and `own` follows it. */
export interface UnstoredText {
  kind: 'text'
  first: TextChange
  own: TextChange
}

/** What a field holds that the device hasn't stored. */
export type Unstored = UnstoredValue | UnstoredText
