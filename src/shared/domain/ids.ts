import { z } from 'zod'

/** A party's 10-digit ID, as people read it out: MSP ID, Customer ID or Reseller ID. */
export const organisationIdSchema = z
  .string()
  .regex(/^[1-9]\d{9}$/)
  .brand<'OrganisationId'>()
export type OrganisationId = z.infer<typeof organisationIdSchema>

/** A random id of 128 bits, 22 characters of base64url; made on a device or on the server. */
const randomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

export const userIdSchema = randomIdSchema.brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

export const relationshipIdSchema = randomIdSchema.brand<'RelationshipId'>()
export type RelationshipId = z.infer<typeof relationshipIdSchema>

export const documentIdSchema = randomIdSchema.brand<'DocumentId'>()
export type DocumentId = z.infer<typeof documentIdSchema>

export const changeIdSchema = randomIdSchema.brand<'ChangeId'>()
export type ChangeId = z.infer<typeof changeIdSchema>

/** Names one waiting edit or command, the same on the device and on the server. */
export const itemIdSchema = randomIdSchema.brand<'ItemId'>()
export type ItemId = z.infer<typeof itemIdSchema>

/** Names one numbering of one user's items on one device; a new epoch gets a new one (PUSH1). */
export const storeIdSchema = randomIdSchema.brand<'StoreId'>()
export type StoreId = z.infer<typeof storeIdSchema>

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
