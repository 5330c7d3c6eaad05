import type { RelationshipId } from '../domain/ids.ts'

/** Where what is typed into a decision's form is kept, and, for `of`, into the form about that customer's team. */
export function formKeyOf(name: string, of: RelationshipId | null): string {
  return of === null ? name : `${name} ${of}`
}

/** Where what is typed over something that exists, or over nothing yet, is kept: beside what is typed over others of its kind. */
export const formKeyOn = (name: string, id: string | null, of: RelationshipId | null) =>
  formKeyOf(id === null ? name : `${name}/${id}`, of)

/** Of what is written beside a customer's account, and goes with it; `id`: of what it is typed over. */
export const customerFormKey = (name: string, of: RelationshipId, id: string | null = null) =>
  `${id === null ? name : `${name}/${id}`}:${of}`

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
