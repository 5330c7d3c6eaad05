import { listStatusAt, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { invitationStateAt } from '#shared/domain/invitation.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import type { ListOf } from '../../list/list-of.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import { CustomerListRow } from './customer-row.ts'
import { overlayRecords } from './overlay-records.ts'

/** A line each: the name first, then the Customer ID. */
function searchedOf({ facts, mspPrivate, invitation, customerId, workEmail }: RelationshipRecord): string {
  const parts = [facts.companyName.replaceAll('\n', ' '), customerId]
  if (mspPrivate) parts.push(mspPrivate.internalReference)
  parts.push(facts.contactFirstName, facts.contactLastName, workEmail, facts.city)
  if (invitation) parts.push(invitation.firstName, invitation.lastName, invitation.email)
  parts.push(facts.searched)
  if (mspPrivate) parts.push(mspPrivate.notes, ...mspPrivate.tags)
  return parts.join('\n')
}

function layOver(items: readonly OutboxItem[], find: (id: RelationshipId) => RelationshipRecord | undefined) {
  const concerned = new Set<RelationshipId>()
  for (const { relationshipId, predictions } of items) {
    if (relationshipId) concerned.add(relationshipId)
    for (const prediction of predictions) concerned.add(prediction.relationshipId)
  }
  const records = [...concerned].map(find).filter((record) => record !== undefined)
  return { shown: overlayRecords(records, items), gone: [] }
}

export type CustomerChoice = 'tags' | 'countries' | 'devices'

export const listOfCustomers: ListOf<RelationshipRecord, CustomerListRow, CustomerChoice> = {
  kind: relationshipKind,
  Row: CustomerListRow,
  searchedOf,
  secondIdOf: ({ customerId }) => customerId,
  choices: {
    tags: {
      valuesOf: ({ mspPrivate }) => mspPrivate?.tags ?? '',
      compare: (left, right) => left.localeCompare(right),
    },
    countries: { valuesOf: ({ facts }) => facts.country },
    /** Whether any has some. */
    devices: { valuesOf: ({ devices }) => (devices > 0 ? 'some' : '') },
  },
  layOver,
  isExpiring: ({ status, invitation }) =>
    status === 'pending' || (invitation?.state === 'sent' && invitation.expiresAt !== null),
  saysElse: (record, before, now) =>
    invitationStateAt(record.invitation, before) !== invitationStateAt(record.invitation, now) ||
    listStatusAt(record, before) !== listStatusAt(record, now),
}
