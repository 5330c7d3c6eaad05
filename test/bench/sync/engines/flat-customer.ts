/** The 24 values as an engine of records keeps them: one flat record a customer, merged a field at a time if at all. */
import { customerValues, editedCustomers, editOf, type Side } from '../customer-values.ts'
import type { RunWork } from '../plan.ts'

export type FlatCustomer = Record<string, string | number | boolean>

/** Rises with the index, so that ids are in order. */
export function recordId(index: number): string {
  return `c_${(0x10000000 + index).toString(16)}`
}

export function flatCustomer(index: number): FlatCustomer {
  const { contactName, ...values } = customerValues(index)
  return { ...values, contactName: contactName.join(' ') }
}

export interface FlatEdit {
  id: string
  fields: Record<string, string>
}

/** What one side edits, as fields to set. */
export function flatEdits(n: number, side: Side): FlatEdit[] {
  return editedCustomers(n)[side].map((index) => ({ id: recordId(index), fields: { ...editOf(index, side) } }))
}

export interface WantedRecord {
  id: string
  values: FlatCustomer
  /** Of two sides that wrote the notes one counts, whichever. */
  notes: string[]
}

/** What a device must have in the end: the colleague, who comes first, has only their own edits. */
export function wantedRecords(n: number, work: RunWork, side: Side): WantedRecord[] {
  const sides: Side[] = work !== 'return' ? [] : side === 'local' ? ['local', 'remote'] : ['remote']
  const edited = editedCustomers(n)
  const sets = { local: new Set(edited.local), remote: new Set(edited.remote) }
  return Array.from({ length: n }, (_, index) => {
    const edits = sides.filter((each) => sets[each].has(index)).map((each) => editOf(index, each))
    const { notes, ...values } = Object.assign(flatCustomer(index), ...edits) as FlatCustomer
    return {
      id: recordId(index),
      values,
      notes: edits.length === 0 ? [String(notes)] : edits.map((edit) => edit.notes),
    }
  })
}

/** At most a few lines; empty when all is as it must be. */
export function findWrongRecords(
  wanted: readonly WantedRecord[],
  read: (id: string) => FlatCustomer | undefined,
): string[] {
  const problems: string[] = []
  for (const { id, values, notes } of wanted) {
    const found = read(id)
    const wrong = Object.keys(values).filter((field) => found?.[field] !== values[field])
    if (!notes.includes(String(found?.['notes']))) wrong.push('notes')
    if (wrong.length > 0) problems.push(found ? `${id} differs in ${wrong.join(', ')}` : `${id} is missing`)
    if (problems.length === 5) return problems
  }
  return problems
}
