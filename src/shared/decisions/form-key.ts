import type { RelationshipId } from '../domain/ids.ts'

/** Where what is typed into a decision's form is kept, and, for `of`, into the form about that customer's team. */
export function formKeyOf(name: string, of: RelationshipId | null): string {
  return of === null ? name : `${name} ${of}`
}

/** Of what is typed over something that exists, or, without `id`, over nothing yet: beside what is typed over others of its kind. */
export const nameOn = (name: string, id: string | null) => (id === null ? name : `${name}/${id}`)

/** Of what is written beside a customer's account, and goes with it; null: beside one's own. */
export const customerFormKey = (name: string, of: RelationshipId | null) => (of === null ? name : `${name}:${of}`)

/** Beside which customer's account the form with this key stands; null for others. */
export function customerOfForm(formKey: string): RelationshipId | null {
  return (/^[a-z-]+(?:\/[\w-]+)?:(\S+)$/.exec(formKey)?.[1] ?? null) as RelationshipId | null
}

/** Beside it: what was wrong at which field when it was refused. */
export const refusedKeyOf = (formKey: string) => `${formKey}-refused`

/** Whose team the form with this key is about: the customer's; null: one's own. */
export function teamOfForm(formKey: string): RelationshipId | null {
  return (/ (\S+?)(-refused)?$/.exec(formKey)?.[1] ?? null) as RelationshipId | null
}
