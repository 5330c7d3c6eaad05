/**
 * Settings: registers that a person sets, offline too (M21). Of two that were set the later one holds, by the stamp that an
 * edit has (DOC3); nothing is decided, nobody else is asked, and none is refused for having been overtaken.
 */

import type { ChangeId } from '../../domain/ids.ts'

/** What it makes of records, shown at once and saved by the server. */
export interface SetFields {
  /** The name of their kind. */
  kind: string
  id: string
  /** Null: it is gone. */
  patch: Readonly<Record<string, boolean | string | number | null>> | null
}

export interface Setting<Name extends string = string, Input = never> {
  about: 'setting'
  name: Name
  sets(input: Input): SetFields[]
  /** The line of the log that it takes back, if it does. */
  undoes(input: Input): ChangeId | null
  /** Set by looking at something: nobody counts it as work that waits. */
  byLooking?: true
}

export function defineSetting<Name extends string, Input>(
  name: Name,
  sets: (input: Input) => SetFields[],
  undoes: (input: Input) => ChangeId | null = () => null,
): Setting<Name, Input> {
  return { about: 'setting', name, sets, undoes }
}
