/**
 * What a person meant by an edit, kept beside its bytes (PUSH4): enough to make the same edit again on
 * another state under another client id, and to show what was overwritten. Text is by Yjs position, never by index.
 */
import type { TextRun } from './change-record.ts'

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

/** `set`: a value and the one before it; `text`: what was removed and what was added. */
export interface DescribedIntent {
  kind: Intent['kind']
  field: string
  before: string
  after: string
}

/** What a person typed and saw, for showing waiting or refused work. */
export function describeIntents(intents: readonly Intent[]): DescribedIntent[] {
  return intents.map((intent) =>
    intent.kind === 'set'
      ? { kind: 'set', field: intent.field, before: intent.before, after: intent.after }
      : { kind: 'text', field: intent.field, before: joinRuns(intent.deleted), after: joinRuns(intent.inserted) },
  )
}

/** The text of runs as a person reads it: ` … ` stands for what lies between them. */
export function joinRuns(runs: readonly TextRun[]): string {
  let text = ''
  let last: TextRun | undefined
  for (const run of runs) {
    const isNext =
      last?.id.client === run.after?.client && last && run.after?.clock === last.id.clock + last.text.length - 1
    text += last && !isNext ? ` … ${run.text}` : run.text
    last = run
  }
  return text
}
