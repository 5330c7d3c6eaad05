/**
 * What a person meant by an edit, kept beside its bytes (PUSH4): enough to make the same edit again on
 * another state under another client id, and to show what was overwritten. Text is by Yjs position, never by index.
 */
import type { TextRun } from './activity-entry.ts'

export interface TextIntent {
  kind: 'text'
  field: string
  inserted: TextRun[]
  deleted: TextRun[]
}

export interface SetIntent {
  kind: 'set'
  field: string
  before: string
  after: string
}

export type Intent = SetIntent | TextIntent

/** The fields an edit sets, with the value it sets them to. */
export function intentValues(intents: readonly Intent[]): [field: string, value: string][] {
  return intents.flatMap((intent) => (intent.kind === 'set' ? [[intent.field, intent.after] as [string, string]] : []))
}

/** What a person typed and saw, for showing waiting or refused work. */
export function describeIntents(intents: readonly Intent[]): { field: string; before: string; after: string }[] {
  return intents.map((intent) =>
    intent.kind === 'set'
      ? { field: intent.field, before: intent.before, after: intent.after }
      : {
          field: intent.field,
          before: intent.deleted.map((run) => run.text).join(''),
          after: intent.inserted.map((run) => run.text).join(''),
        },
  )
}
