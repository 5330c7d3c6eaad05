/** One MSP managing one customer, as either of them may see it: the customer list’s rows. */
import { rowFacts, rowPrivateFacts, type RelationshipRecord } from '../domain/customer-record.ts'
import { documentIdsOf } from '../domain/id-families.ts'
import type { DocumentId, RelationshipId } from '../domain/ids.ts'
import type { InvitationSummary } from '../domain/invitation.ts'
import type { AskedServices, ManagedService } from '../domain/service-record.ts'
import { shapeOf } from '../document/document-shape.ts'
import { readFlags } from '../document/document-values.ts'
import {
  choices,
  converted,
  counts,
  digits,
  flags,
  ids,
  lists,
  optional,
  records,
  steps,
  texts,
  type Column,
} from '../protocol/columns.ts'
import { jointAsks } from './custody.ts'
import { defineRecord, type ShownEdit } from './record-kind.ts'

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

/** What the first release had. */
type FirstColumns = Omit<
  RelationshipRecord,
  'convertedAt' | 'adminsGrantedAt' | 'unusualServices' | 'request' | 'askedServices' | 'jointAsk'
>

/** Ids that follow from another are null. */
type PackedRelationship = Omit<FirstColumns, 'accountDocumentId' | 'mspPrivate'> & {
  accountDocumentId: DocumentId | null
  mspPrivate: (Omit<MspPrivate, 'documentId'> & { documentId: DocumentId | null }) | null
}

function packRelationship(record: FirstColumns): PackedRelationship {
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

function unpackRelationship(packed: PackedRelationship): FirstColumns {
  const family = documentIdsOf(packed.id)
  packed.accountDocumentId ??= family.account
  if (packed.mspPrivate) packed.mspPrivate.documentId ??= family.mspPrivate
  return packed as FirstColumns
}

const columns: Column<FirstColumns> = converted(
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

/** The row as the server would build it now: its facts are its documents’. */
function afterEdit(row: RelationshipRecord, { document, values, receivedAt }: ShownEdit): RelationshipRecord {
  const modifiedAt = Math.max(row.modifiedAt, receivedAt)
  if (document.id === row.accountDocumentId) return { ...row, modifiedAt, facts: rowFacts(values) }
  const { mspPrivate } = row
  if (document.id !== mspPrivate?.documentId) return row
  const tags = readFlags(values, shapeOf('msp-private'))
  return { ...row, modifiedAt, mspPrivate: rowPrivateFacts(mspPrivate.documentId, values, tags) }
}

const managedServices = records<ManagedService>({ service: choices(), status: choices(), since: steps, isOurs: flags })

const askedServices = records<AskedServices>({ services: lists(choices()), askedAt: steps })

const idColumn = ids<RelationshipId>()

export const relationshipKind = defineRecord<RelationshipRecord, 'relationship', { id: RelationshipId }>({
  name: 'relationship',
  groups: [
    { column: columns, missing: null },
    { column: records({ convertedAt: optional(steps) }), missing: { convertedAt: null } },
    { column: records({ adminsGrantedAt: optional(steps) }), missing: { adminsGrantedAt: null } },
    { column: records({ unusualServices: lists(managedServices) }), missing: { unusualServices: [] } },
    {
      column: records({ request: optional(records({ requestedAt: steps, askedAt: steps })) }),
      missing: { request: null },
    },
    { column: records({ askedServices: optional(askedServices) }), missing: { askedServices: null } },
    { column: records({ jointAsk: optional(jointAsks) }), missing: { jointAsk: null } },
  ],
  ids: idColumn,
  heads: records<{ id: RelationshipId }>({ id: idColumn }),
  rootOf: ({ id }) => id,
  isRoot: true,
  lies: 'packed',
  isListed: true,
  afterEdit,
})
