import type { Intent } from '#shared/domain/intent.ts'

/** The fields an edit sets, with the value it sets them to. */
export function intentValues(intents: readonly Intent[]): [field: string, value: string][] {
  return intents.flatMap((intent) => (intent.kind === 'set' ? [[intent.field, intent.after] as [string, string]] : []))
}

/** What a person typed and saw, for showing waiting or refused work. */
export function describeIntents(intents: readonly Intent[]): { field: string; before: string; after: string }[] {
  return intents.map((intent) =>
    intent.kind === 'set'
      ? { field: intent.field, before: intent.before, after: intent.after }
      : { field: intent.field, before: intent.deleted.map((run) => run.text).join(''), after: intent.inserted.map((run) => run.text).join('') },
  )
}
