import { z } from 'zod'

export { cryptoIds, type IdSource } from './id-source.ts'

/** A party's 10-digit ID, as people read it out: MSP ID, Customer ID or Reseller ID. */
export const organisationIdSchema = z
  .string()
  .regex(/^[1-9]\d{9}$/)
  .brand<'OrganisationId'>()
export type OrganisationId = z.infer<typeof organisationIdSchema>

/** A random id of 128 bits as 22 characters of base64url, of which the last carries two bits; made on a device or on the server. */
export const randomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)

export const userIdSchema = randomIdSchema.brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

/** An organisation's own role. */
export const roleIdSchema = randomIdSchema.brand<'RoleId'>()
export type RoleId = z.infer<typeof roleIdSchema>

/** An MSP's group of customers. */
export const groupIdSchema = randomIdSchema.brand<'GroupId'>()
export type GroupId = z.infer<typeof groupIdSchema>

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

/** One phone or tablet, whoever has it. */
export const deviceIdSchema = randomIdSchema.brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceIdSchema>

/** Devices that came as one thing to approve. */
export const uploadIdSchema = randomIdSchema.brand<'UploadId'>()
export type UploadId = z.infer<typeof uploadIdSchema>

/** A customer's group of its devices. */
export const deviceGroupIdSchema = randomIdSchema.brand<'DeviceGroupId'>()
export type DeviceGroupId = z.infer<typeof deviceGroupIdSchema>

/** A reseller and one party that its uploads go to. */
export const resellerLinkIdSchema = randomIdSchema.brand<'ResellerLinkId'>()
export type ResellerLinkId = z.infer<typeof resellerLinkIdSchema>

export const profileIdSchema = randomIdSchema.brand<'ProfileId'>()
export type ProfileId = z.infer<typeof profileIdSchema>

/** What somebody bought with one key. */
export const licenceIdSchema = randomIdSchema.brand<'LicenceId'>()
export type LicenceId = z.infer<typeof licenceIdSchema>

/** A customer's seats of a licence, for one service. */
export const licenceShareIdSchema = randomIdSchema.brand<'LicenceShareId'>()
export type LicenceShareId = z.infer<typeof licenceShareIdSchema>
