/** The lines of the journal of revocations, by what each tells. Kinds are only added; fields that come later have a default. */
import { z } from 'zod'
import { auditEvents } from '#shared/domain/audit-entry.ts'
import { localeSchema } from '#shared/domain/organisation.ts'
import { serviceIdSchema } from '#shared/domain/service.ts'
import {
  groupIdSchema,
  itemIdSchema,
  organisationIdSchema,
  profileIdSchema,
  relationshipIdSchema,
  resellerLinkIdSchema,
  roleIdSchema,
  userIdSchema,
} from '#shared/domain/ids.ts'
import { erasureAskers } from './tables/erasure-table.ts'

const sessionEndedSchema = z.object({ type: z.literal('session-ended'), sessionId: z.string(), at: z.number() })

const delinkedSchema = z.object({
  type: z.literal('delinked'),
  relationshipId: relationshipIdSchema,
  /** The acceptance, and who gave it; null where only its effect is known. */
  itemId: itemIdSchema.nullable(),
  userId: userIdSchema.nullable(),
  organisationId: organisationIdSchema,
  /** How it ended. */
  event: z
    .enum(['delink-accepted', 'customer-removed', 'customer-closed', 'customer-released', 'request-withdrawn'])
    .default('delink-accepted'),
  at: z.number(),
})
export type Delinked = z.infer<typeof delinkedSchema>

/** The decision, and when; null where only its effect is known. */
const decision = { organisationId: organisationIdSchema, itemId: itemIdSchema.nullable(), at: z.number() }
const subjects = z.array(z.union([organisationIdSchema, groupIdSchema]))

/** What somebody's access was decided to be. */
const personDecidedSchema = z.object({
  type: z.literal('person-decided'),
  id: userIdSchema,
  ...decision,
  status: z.enum(['pending', 'active', 'blocked', 'revoked', 'removed']),
  role: z.enum(['super-admin', 'admin']),
  roleId: roleIdSchema.nullable(),
  scope: z.object({ kind: z.enum(['all', 'only', 'but']), allow: subjects, deny: subjects }),
})
export type PersonDecided = z.infer<typeof personDecidedSchema>

/** Null: it is gone. */
const roleDecidedSchema = z.object({
  type: z.literal('role-decided'),
  id: roleIdSchema,
  ...decision,
  name: z.string(),
  permissions: z.array(z.string()).nullable(),
})
export type RoleDecided = z.infer<typeof roleDecidedSchema>

/** Null: it is gone. */
const groupDecidedSchema = z.object({
  type: z.literal('group-decided'),
  id: groupIdSchema,
  ...decision,
  name: z.string(),
  members: z.array(organisationIdSchema).nullable(),
})
export type GroupDecided = z.infer<typeof groupDecidedSchema>

/** What a customer lets the MSP of this relationship do with its admins (C7); null: nothing any more. */
const grantDecidedSchema = z.object({
  type: z.literal('grant-decided'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  grantedAt: z.number().nullable(),
})
export type GrantDecided = z.infer<typeof grantDecidedSchema>

/** Whether an MSP may ask a customer (C12); `blockedAt` null: it may again. Its id names the two. */
const askingDecidedSchema = z.object({
  type: z.literal('asking-decided'),
  id: z.string(),
  ...decision,
  mspId: organisationIdSchema,
  mspName: z.string(),
  userId: userIdSchema.nullable(),
  blockedAt: z.number().nullable(),
})
export type AskingDecided = z.infer<typeof askingDecidedSchema>

/** Whether a reseller is trusted, and how what it uploads is taken (C9); `version`: the row's by then. */
const trustDecidedSchema = z.object({
  type: z.literal('trust-decided'),
  id: resellerLinkIdSchema,
  ...decision,
  trust: z.enum(['none', 'trusted', 'taken-back']),
  trustedAt: z.number().nullable(),
  autoApprove: z.boolean(),
  defaultProfileId: profileIdSchema.nullable(),
  version: z.number(),
})
export type TrustDecided = z.infer<typeof trustDecidedSchema>

/** A company's yes to an MSP (C4): its people may have lost the account by it, which a backup must not give back. */
const requestAcceptedSchema = z.object({
  type: z.literal('request-accepted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  workEmail: z.string(),
})
export type RequestAccepted = z.infer<typeof requestAcceptedSchema>

/** A company's yes to services that its MSP manages besides (M13), which a backup must not ask for once more. */
const servicesAcceptedSchema = z.object({
  type: z.literal('services-accepted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  services: z.array(serviceIdSchema),
})
export type ServicesAccepted = z.infer<typeof servicesAcceptedSchema>

/** A company was made jointly managed (M14): by a backup its people would be shut out again. */
const convertedSchema = z.object({
  type: z.literal('converted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  workEmail: z.string(),
  locale: localeSchema,
})
export type Converted = z.infer<typeof convertedSchema>

/** Somebody's key to the API, which a backup must not bring back. */
const keyRevokedSchema = z.object({ type: z.literal('key-revoked'), keyId: z.string(), at: z.number() })

/** Links in mails that lead nowhere any more: those of one purpose to one subject that were sent before. */
const linksDiedSchema = z.object({
  type: z.literal('links-died'),
  purpose: z.enum([
    'invitation',
    'person-invitation',
    'appointment',
    'stop-release',
    'reset-password',
    'change-email',
    'verify-email',
  ]),
  /** The invitation's, appointment's, release's or user's id. */
  subjectId: z.string(),
  state: z.enum(['revoked', 'declined', 'stopped']),
  at: z.number(),
})
export type DeadLinks = z.infer<typeof linksDiedSchema>

/** Personal data of a customer were erased (M25), which a backup must not bring back. */
const customerErasedSchema = z.object({
  type: z.literal('customer-erased'),
  customerId: organisationIdSchema,
  askedBy: z.enum(erasureAskers),
  at: z.number(),
})
export type CustomerErased = z.infer<typeof customerErasedSchema>

/** An entry of the audit log about something that is kept here, which a backup lacks. */
const auditedSchema = z.object({
  type: z.literal('audited'),
  id: z.string(),
  organisationId: organisationIdSchema,
  /** The decision's; null where none was asked for from a device. */
  itemId: itemIdSchema.nullable(),
  at: z.number(),
  event: z.enum(auditEvents),
  /** Empty: the operator. */
  userId: z.string(),
  detail: z.string(),
})
export type JournalledAudit = z.infer<typeof auditedSchema>

export type TeamDecided = PersonDecided | RoleDecided | GroupDecided
export type Decided = TeamDecided | GrantDecided | AskingDecided | TrustDecided

export const entrySchema = z.discriminatedUnion('type', [
  sessionEndedSchema,
  delinkedSchema,
  personDecidedSchema,
  roleDecidedSchema,
  groupDecidedSchema,
  grantDecidedSchema,
  askingDecidedSchema,
  trustDecidedSchema,
  requestAcceptedSchema,
  convertedSchema,
  servicesAcceptedSchema,
  linksDiedSchema,
  customerErasedSchema,
  auditedSchema,
  keyRevokedSchema,
])
export type Entry = z.infer<typeof entrySchema>
