/** Records on a device by the names that tests call them. */
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import { accountKind } from '#shared/records/account.ts'
import { changeKind } from '#shared/records/change.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { customerTeamKind } from '#shared/records/customer-team.ts'
import { documentKind } from '#shared/records/document.ts'
import { shownServicesOf } from '#shared/domain/service-record.ts'
import { askingMspKind } from '#shared/records/asking-msp.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { personKind } from '#shared/records/person.ts'
import { versionOf } from '#shared/records/record-kind.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { supportTicketKind } from '#shared/records/support-ticket.ts'
import { visitKind } from '#shared/records/visit.ts'
import { serviceRecordKind } from '#shared/records/service-record.ts'
import { packPage } from '#lib/local-store/packed-pages.ts'
import type { LocalStore, Received } from '#lib/local-store/local-store.ts'
import {
  dropOlderRecords,
  findRecord,
  listIds,
  putPage as putPageOf,
  putRecords,
  readNews,
  readAllRecords,
  readRecords,
  readRecordsOf,
  recordTables,
  removeRecords,
} from '#lib/local-store/stored-records.ts'

export type StoredRelationship = RelationshipRecord & Received
export type StoredDocument = DocumentRecord & Received

export const findRelationship = (store: LocalStore, id: RelationshipId) => findRecord(store, relationshipKind, id)
export const findDocument = (store: LocalStore, id: DocumentId) => findRecord(store, documentKind, id)
export const findAccount = (store: LocalStore, id: OrganisationId) => findRecord(store, accountKind, id)
export const readDocuments = (store: LocalStore, ids: readonly DocumentId[]) => readRecords(store, documentKind, ids)
export const readRelationships = (store: LocalStore, ids: readonly RelationshipId[]) =>
  readRecords(store, relationshipKind, ids)
export const readAllRelationships = (store: LocalStore) => readAllRecords(store, relationshipKind)
export const readAllChanges = (store: LocalStore) => readAllRecords(store, changeKind)
export const readChangesOf = (store: LocalStore, id: DocumentId) => readRecordsOf(store, changeKind, { part: id })
export const listRelationshipIds = (store: LocalStore) => listIds(store, relationshipKind)
export const listDocumentIds = (store: LocalStore) => listIds(store, documentKind)
export const listChangeIds = (store: LocalStore) => listIds(store, changeKind)
export const listProfileIds = (store: LocalStore) => listIds(store, mspProfileKind)
/** Of each MSP that asked the company: how it stands with it. */
export const listAsking = async (store: LocalStore) =>
  (await readAllRecords(store, askingMspKind)).map(({ id, name, rejectedAt, blockedAt, version }) =>
    askingWord({ msp_id: id, msp_name: name, rejected_at: rejectedAt, blocked_at: blockedAt, version }),
  )
export const askingWord = (told: {
  msp_id: string
  msp_name: string
  rejected_at: number | null
  blocked_at: number | null
  version: number
}) => [told.msp_id, told.msp_name, told.rejected_at, told.blocked_at, told.version].join(' ')
export const listPersonIds = (store: LocalStore) => listIds(store, personKind)
export const readPeople = (store: LocalStore) => readAllRecords(store, personKind)
/** Of each customer's team here: the relationship and whom it shows, in one word. */
export const listTeams = async (store: LocalStore) =>
  (await readAllRecords(store, customerTeamKind)).map(({ id, people }) => teamWord(id, people))
export const teamWord = (id: string, people: readonly { id: string }[]) =>
  [id, ...people.map((person) => person.id).toSorted()].join(' ')
/** Of each service that is shown here: in a row, or as the customer's own. */
export async function listServices(store: LocalStore): Promise<string[]> {
  // What an MSP asks for manages nothing yet (M10).
  const rows = (await readAllRelationships(store)).filter((row) => !isRequest(row))
  const inRows = rows.flatMap((row) =>
    shownServicesOf(row).map(({ service, status, since, isOurs }) =>
      serviceWord({ of: row.id, service, status, since, through: isOurs ? row.mspId : 'another' }),
    ),
  )
  const own = (await readServiceRecords(store)).map(({ service, status, since, through }) =>
    serviceWord({ of: 'own', service, status, since, through: through?.id ?? null }),
  )
  return [...inRows, ...own]
}
export const readServiceRecords = (store: LocalStore) => readAllRecords(store, serviceRecordKind)
export const serviceWord = (told: {
  of: string
  service: string
  status: string
  since: number
  through: string | null
}) => [told.of, told.service, told.status, told.since, told.through].join(' ')
/** What stays of relationships that are over, as `formerWord` says it. */
export const listFormer = async (store: LocalStore) =>
  (await readAllRecords(store, formerRelationshipKind)).map(({ id, partyId, partyName, askedBy }) =>
    formerWord({ id, partyId, partyName, isAskedByOwn: askedBy?.isOwn ?? null }),
  )
export const formerWord = (told: { id: string; partyId: string; partyName: string; isAskedByOwn: boolean | null }) =>
  [told.id, told.partyId, told.partyName, told.isAskedByOwn].join(' ')
export const listTicketIds = (store: LocalStore) => listIds(store, supportTicketKind)
/** Who manages the company alone, as its people know it (C8). */
export const listCustodies = async (store: LocalStore) => (await readAllRecords(store, custodyKind)).map(custodyWord)
export const custodyWord = (told: { id: string; mspName: string; since: number }) =>
  [told.id, told.mspName, told.since].join(' ')
/** What the person is told of here, as `toldWord` says it. */
export const listTold = async (store: LocalStore) => (await readAllRecords(store, notificationKind)).map(toldWord)
export const toldWord = (told: { id: string; event: string; relationshipId: string | null; formerId: string | null }) =>
  [told.id, told.event, told.relationshipId, told.formerId].join(' ')
export const listVisitIds = (store: LocalStore) => listIds(store, visitKind)
export const listAccountIds = (store: LocalStore) => listIds(store, accountKind)

/** An MSP’s device, where nothing else is said. */
const holder = { organisationId: '' as OrganisationId, organisationKind: 'msp' as const }
const kindOf = { relationship: relationshipKind, document: documentKind }

export { dropOlderRecords, recordTables }
export const putPage = (
  store: LocalStore,
  kind: keyof typeof kindOf,
  page: { number: number; generation: number; bytes: Uint8Array },
) => putPageOf(store, kindOf[kind], holder, { version: versionOf(kindOf[kind]), ...page })
export const putRelationships = (store: LocalStore, records: readonly StoredRelationship[]) =>
  putRecords(store, relationshipKind, holder, records)
export const putDocuments = (store: LocalStore, records: readonly StoredDocument[]) =>
  putRecords(store, documentKind, holder, records)
export const putChanges = (store: LocalStore, records: readonly (ChangeRecord & Received)[]) =>
  putRecords(store, changeKind, holder, records)
export const removeRelationships = (store: LocalStore, ids: readonly RelationshipId[]) =>
  removeRecords(store, relationshipKind, ids)
export const removeDocuments = (store: LocalStore, ids: readonly DocumentId[]) =>
  removeRecords(store, documentKind, ids)
export const readRelationshipNews = (store: LocalStore, after: number) => readNews(store, relationshipKind, after)
export const relationshipPage = (records: readonly RelationshipRecord[]) => packPage(relationshipKind, records).bytes
export const documentPage = (records: readonly DocumentRecord[]) => packPage(documentKind, records).bytes
