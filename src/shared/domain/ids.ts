import { z } from 'zod'

/** A party's 10-digit ID, as people read it out: MSP ID, Customer ID or Reseller ID. */
export const organisationIdSchema = z
  .string()
  .regex(/^[1-9]\d{9}$/)
  .brand<'OrganisationId'>()
export type OrganisationId = z.infer<typeof organisationIdSchema>

/** A random id of 128 bits as 22 characters of base64url, of which the last carries two bits; made on a device or on the server. */
const randomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)

export const userIdSchema = randomIdSchema.brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

export const relationshipIdSchema = randomIdSchema.brand<'RelationshipId'>()
export type RelationshipId = z.infer<typeof relationshipIdSchema>

export const documentIdSchema = randomIdSchema.brand<'DocumentId'>()
export type DocumentId = z.infer<typeof documentIdSchema>

/** A decision's is random; an edit's says which it is: document, the document's count of updates, place in the edit. */
export const changeIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{21}[AQgw](\.[1-9]\d{0,9}\.\d{1,4})?$/)
  .brand<'ChangeId'>()
export type ChangeId = z.infer<typeof changeIdSchema>

/** Names one waiting edit or command, the same on the device and on the server. */
export const itemIdSchema = randomIdSchema.brand<'ItemId'>()
export type ItemId = z.infer<typeof itemIdSchema>

/** Names one numbering of one user's items on one device; a new epoch gets a new one (PUSH1). */
export const storeIdSchema = randomIdSchema.brand<'StoreId'>()
export type StoreId = z.infer<typeof storeIdSchema>

const familyLength = 21

/** A relationship's own last two bits are 0, so that its first documents can share the other 126 with it. */
export function newRelationshipId(ids: Pick<IdSource, 'randomId'>): RelationshipId {
  return `${ids.randomId().slice(0, familyLength)}A` as RelationshipId
}

/** The documents made together with a relationship: ids that lie side by side, and pages that needn't name all three. */
export function documentIdsOf(relationshipId: RelationshipId): { account: DocumentId; mspPrivate: DocumentId } {
  const family = relationshipId.slice(0, familyLength)
  return { account: `${family}Q` as DocumentId, mspPrivate: `${family}g` as DocumentId }
}

/** The relationship whose first document this would be. */
export function familyOf(documentId: DocumentId): RelationshipId {
  return `${documentId.slice(0, familyLength)}A` as RelationshipId
}

/** Names a change by its edit: the document, the number of the update, the place among what the update changed. */
export function editChangeId(documentId: DocumentId, seq: number, place: number): ChangeId {
  return `${documentId}.${seq}.${place}` as ChangeId
}

/** The parts of a change's id; `edit` is null for a decision's. */
export function parseChangeId(id: ChangeId): { id: string; edit: { seq: number; place: number } | null } {
  const [base, seq, place] = id.split('.')
  return { id: base!, edit: seq === undefined ? null : { seq: Number(seq), place: Number(place) } }
}

/** Where random ids and Yjs client ids come from; tests hand in a seeded one. */
export interface IdSource {
  /** 128 random bits as 22 characters of base64url. */
  randomId(): string
  /** A Yjs client id: an unsigned 32-bit integer, never 0. */
  clientId(): number
}

function base64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The production source, from the platform's cryptographic generator. */
export const cryptoIds: IdSource = {
  randomId: () => base64Url(crypto.getRandomValues(new Uint8Array(16))),
  clientId: () => crypto.getRandomValues(new Uint32Array(1))[0]! || 1,
}
