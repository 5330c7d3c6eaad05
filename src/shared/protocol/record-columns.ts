/**
 * Each kind of record as columns, the same on the wire and on a device's disk. A change here is a new
 * protocol version, and pages that devices have stored are read with the columns they were written with.
 */
import type {
  ActivityActor,
  ActivityDetail,
  ChangeRecord,
  CharacterId,
  TextRun,
} from '../domain/facts/activity-entry.ts'
import type { RelationshipRecord } from '../domain/customer-record.ts'
import type { DocumentRecord } from '../domain/document-record.ts'
import { documentIdsOf, familyOf, parseChangeId, editChangeId } from '../domain/id-families.ts'
import type { ChangeId, DocumentId, RelationshipId } from '../domain/ids.ts'
import type { InvitationSummary } from '../domain/invitation.ts'
import {
  byteStrings,
  choices,
  converted,
  counts,
  digits,
  flags,
  ids,
  lists,
  numbers,
  optional,
  records,
  steps,
  texts,
  variants,
  type Column,
} from './columns.ts'

const invitations = records<InvitationSummary>({
  id: ids(),
  state: choices(),
  email: texts,
  firstName: texts,
  lastName: texts,
  sentAt: optional(steps),
  sentCount: counts,
  expiresAt: optional(steps),
  troubleAt: optional(steps),
})

type Facts = RelationshipRecord['facts']
type MspPrivate = NonNullable<RelationshipRecord['mspPrivate']>

/** Ids that follow from another are null. */
type PackedRelationship = Omit<RelationshipRecord, 'accountDocumentId' | 'mspPrivate'> & {
  accountDocumentId: DocumentId | null
  mspPrivate: (Omit<MspPrivate, 'documentId'> & { documentId: DocumentId | null }) | null
}

function packRelationship(record: RelationshipRecord): PackedRelationship {
  const family = documentIdsOf(record.id)
  const { accountDocumentId, mspPrivate } = record
  return {
    ...record,
    accountDocumentId: accountDocumentId === family.account ? null : accountDocumentId,
    mspPrivate: mspPrivate && {
      ...mspPrivate,
      documentId: mspPrivate.documentId === family.mspPrivate ? null : mspPrivate.documentId,
    },
  }
}

function unpackRelationship(packed: PackedRelationship): RelationshipRecord {
  const family = documentIdsOf(packed.id)
  packed.accountDocumentId ??= family.account
  if (packed.mspPrivate) packed.mspPrivate.documentId ??= family.mspPrivate
  return packed as RelationshipRecord
}

export const relationshipColumns: Column<RelationshipRecord> = converted(
  records<PackedRelationship>({
    id: ids(),
    customerId: digits(),
    mspId: choices(),
    mspName: choices(),
    managementType: choices(),
    status: choices(),
    version: counts,
    services: lists(choices()),
    workEmail: texts,
    invitation: optional(invitations),
    delink: optional(records({ requestedAt: steps, remindedAt: optional(steps) })),
    devices: counts,
    addedAt: steps,
    modifiedAt: steps,
    accountDocumentId: optional(ids()),
    facts: records<Facts>({
      companyName: texts,
      country: choices(),
      city: texts,
      contactFirstName: texts,
      contactLastName: texts,
      searched: texts,
    }),
    mspPrivate: optional(
      records({
        documentId: optional(ids<DocumentId>()),
        internalReference: texts,
        tags: lists(choices()),
        notes: texts,
      }),
    ),
  }),
  packRelationship,
  unpackRelationship,
)

/** The relationship of a document: its family's, which needs no bytes, another, or none. */
interface PackedRelation {
  isFamily: boolean
  relationshipId: RelationshipId | null
}

const relations = { isFamily: flags, relationshipId: optional(ids<RelationshipId>()) }

function packRelation(documentId: DocumentId | null, relationshipId: RelationshipId | null): PackedRelation {
  const isFamily = documentId !== null && relationshipId === familyOf(documentId)
  return { isFamily, relationshipId: isFamily ? null : relationshipId }
}

function unpackRelation(documentId: DocumentId | null, packed: PackedRelation): RelationshipId | null {
  return packed.isFamily && documentId !== null ? familyOf(documentId) : packed.relationshipId
}

export const documentColumns: Column<DocumentRecord> = converted(
  records({
    id: ids<DocumentId>(),
    kind: choices<DocumentRecord['kind']>(),
    ...relations,
    seq: counts,
    state: byteStrings,
  }),
  ({ id, kind, relationshipId, seq, state }) => ({ id, kind, ...packRelation(id, relationshipId), seq, state }),
  (packed) => ({
    id: packed.id,
    kind: packed.kind,
    relationshipId: unpackRelation(packed.id, packed),
    seq: packed.seq,
    state: packed.state,
  }),
)

/** Zero as the number of an update: a decision's id, which is random. */
export const changeIds: Column<ChangeId> = converted(
  records({ id: ids<string>(), seq: counts, place: counts }),
  (id) => {
    const parsed = parseChangeId(id)
    return { id: parsed.id, seq: parsed.edit?.seq ?? 0, place: parsed.edit?.place ?? 0 }
  },
  ({ id, seq, place }) => (seq === 0 ? (id as ChangeId) : editChangeId(id as DocumentId, seq, place)),
)

const characters: Column<CharacterId> = records({ client: numbers, clock: steps })
const runs: Column<TextRun> = records({ id: characters, after: optional(characters), text: texts })

const activityDetails = variants<'type', ActivityDetail>('type', {
  field: records({ field: choices(), before: texts, after: texts, unseen: flags }),
  'field-lost': records({ field: choices(), lost: texts, kept: texts }),
  text: records({ field: choices(), inserted: lists(runs), deleted: lists(runs) }),
  decision: records({ event: choices() }),
})

function documentOf(id: ChangeId): DocumentId | null {
  const parsed = parseChangeId(id)
  return parsed.edit && (parsed.id as DocumentId)
}

/** Few people make most changes, so that each is written once a page. */
export const actorColumns: Column<ActivityActor> = converted(
  choices(),
  (actor) => JSON.stringify(actor),
  (text) => JSON.parse(text) as ActivityActor,
)

export const changeColumns: Column<ChangeRecord> = converted(
  records({
    id: changeIds,
    documentId: optional(ids<DocumentId>()),
    ...relations,
    actor: actorColumns,
    at: steps,
    receivedAt: steps,
    detail: activityDetails,
    undoes: optional(changeIds),
  }),
  ({ documentId, relationshipId, ...rest }) => ({
    ...rest,
    documentId: documentId === documentOf(rest.id) ? null : documentId,
    ...packRelation(documentId, relationshipId),
  }),
  ({ id, documentId: named, isFamily, relationshipId, ...rest }) => {
    const documentId = named ?? documentOf(id)
    return { id, documentId, relationshipId: unpackRelation(documentId, { isFamily, relationshipId }), ...rest }
  },
)
