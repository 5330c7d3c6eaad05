/**
 * The one way a fact changes on the server: authorise, admit on a scratch copy, let the later edit win,
 * save, log, tell the readers. A batch, of one user or of several, reads its documents once and writes them once; each edit in it is
 * refused or taken on its own, before anything is written.
 */
import * as Y from 'yjs'
import { admitUpdate, type TextDifference } from '#shared/document/admission.ts'
import { describeEdit, unseenBy } from '#shared/document/describe-edit.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { encodeCollected, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { restores } from '#shared/document/undo-change.ts'
import { settleFields, type FieldStamps, type Settlement } from '#shared/document/settle-fields.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import type { ChangeId, DocumentId, ItemId, OrganisationId, StoreId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { EditBody } from '#shared/protocol/request.ts'
import type { EditRecord } from '#shared/protocol/edit-columns.ts'
import type { Access } from '../auth/access.ts'
import { actorFor, editRecord, nobody } from '../database/reading/build-records.ts'
import { findEditChanges, insertChanges, type EditChange, type NewChange } from '../database/repository/change.ts'
import { readMeta } from '../database/repository/meta.ts'
import { findWriters, lockDocuments, saveDocuments, saveWriters } from '../database/repository/document.ts'
import { publishToResellers, shownToResellers } from '../database/repository/devices/holdings.ts'
import { renameOrganisation } from '../database/repository/organisation.ts'
import { findRelationships, touchRelationships } from '../database/repository/relationship.ts'
import type { RelationshipTable } from '../database/tables/relationship-table.ts'
import type { DocumentTable, DocumentUpdateTable, DocumentWriterTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { compactDocument } from './compact-document.ts'
import { documentFacts, readManagers, requireEditor, requireFields } from './document-access.ts'
import { isBeyondShare, readWriters, writtenBy, type WritersOf } from './document-share.ts'
import { editedRecipients, type EditedRecipients } from './alert/ask-new-recipients.ts'
import { audienceOf, logEdit, readersOf } from './record-change.ts'
import { incarnationClientId } from './incarnation-client-id.ts'

export interface PushedEdit extends EditBody {
  itemId: ItemId
  storeId: StoreId
  /** When it was made, by the server's reckoning (DOC3), ms. */
  stamp: number
}

export interface AppliedEdit {
  /** Which update of its document it is. */
  seq: number
  /** Whether the document took it as it was, each of its values. */
  asSent: boolean
}

interface DocumentInHand {
  row: DocumentTable
  /** Under which the server corrects it now. */
  serverClientId: number
  relationship: RelationshipTable | null
  /** The relationship that manages the customer now. */
  manager: RelationshipTable | null
  /** Facts as they were when the batch began. */
  before: DocumentValues
  /** Of a document in which they could come to too much. */
  writers: WritersOf | null
  values: DocumentValues
  editor: Access | null
}

/** Documents of more edits than people make at the same moment come back no sooner than any other, and keeping them is work. */
const documentsKeptOpen = 16

type Documents = Pick<Services, 'openDocuments' | 'structsToCompact'>

export class EditBatch {
  private readonly unit: UnitOfWork
  private readonly services: Documents
  private readonly documents: ReadonlyMap<DocumentId, DocumentInHand>
  private readonly writers: Map<string, DocumentWriterTable>
  /** What edits of the batch say that they undo, as the log has it. */
  private readonly undone: ReadonlyMap<ChangeId, EditChange>
  private readonly usedWriters = new Set<DocumentWriterTable>()
  private readonly updates: DocumentUpdateTable[] = []
  private readonly changes: NewChange[] = []
  private readonly changed = new Set<DocumentInHand>()
  /** Those that are to be compacted. */
  private readonly full = new Set<DocumentInHand>()
  private structsHeld = 0
  /** Those of which something was worth an entry in the log. */
  private readonly logged = new Set<DocumentInHand>()

  private constructor(
    unit: UnitOfWork,
    services: Documents,
    documents: DocumentInHand[],
    writers: DocumentWriterTable[],
    undone: ReadonlyMap<ChangeId, EditChange>,
  ) {
    this.undone = undone
    this.unit = unit
    this.services = services
    this.documents = new Map(documents.map((document) => [document.row.id, document]))
    this.writers = new Map(writers.map((writer) => [writerKey(writer.document_id, writer.client_id), writer]))
  }

  /** Locks and reads everything these edits are about. */
  static async open(
    unit: UnitOfWork,
    services: Documents,
    edits: readonly Pick<EditBody, 'documentId' | 'clientId' | 'undoes' | 'update'>[],
  ): Promise<EditBatch> {
    const ids = [...new Set(edits.map((edit) => edit.documentId))]
    const rows = await lockDocuments(unit.trx, ids)
    const relationshipIds = rows.flatMap((row) => (row.relationship_id === null ? [] : [row.relationship_id]))
    const relationships = new Map((await findRelationships(unit.trx, relationshipIds)).map((row) => [row.id, row]))
    const managers = await readManagers(unit, rows, relationships)
    const writers = await findWriters(unit.trx, edits)
    const undone = await findEditChanges(
      unit.trx,
      edits.flatMap(({ undoes }) => (undoes === null ? [] : [undoes])),
    )
    const writersOf = await readWriters(unit, rows, edits, services.structsToCompact)
    const incarnation = await readMeta(unit.trx, 'incarnation')
    const documents = rows.map((row) => {
      const values = JSON.parse(row.facts) as DocumentValues
      return {
        row,
        serverClientId: incarnationClientId(incarnation, row),
        relationship: (row.relationship_id && relationships.get(row.relationship_id)) || null,
        manager: managers.get(row.customer_id) ?? null,
        before: values,
        writers: writersOf.get(row.id) ?? null,
        values,
        editor: null,
      }
    })
    return new EditBatch(unit, services, documents, writers, undone)
  }

  /** When the edit's document began, ms: it can't have been edited before. 0 where nobody knows. */
  startOf({ documentId }: Pick<EditBody, 'documentId'>): number {
    const document = this.documents.get(documentId)
    return document?.row.started_at ?? document?.relationship?.added_at ?? 0
  }

  /** The stamp of the last edit that came under this client id; 0 for none. */
  lastStampOf({ documentId, clientId }: Pick<EditBody, 'documentId' | 'clientId'>): number {
    return this.writers.get(writerKey(documentId, clientId))?.last_stamp ?? 0
  }

  /** Takes one edit of this user. Throws Refusal: unknown-document, not-permitted, relationship-ended, or whatever admission finds; then nothing of it stays. */
  apply(access: Access, edit: PushedEdit): AppliedEdit {
    const document = this.documents.get(edit.documentId)
    if (!document) throw new Refusal('unknown-document')
    requireEditor(access, document)
    const isNewWriter = this.requireWriter(access, document, edit)
    const shape = shapeOf(document.row.kind)
    const { row } = document
    const admission = admitUpdate(
      shape,
      row.state,
      edit.clientId,
      edit.update,
      this.services.openDocuments.take(row.id, row.state),
    )
    // What is refused took as long to find out.
    this.structsHeld += admission.admitted
      ? countStructs(admission.doc)
      : Math.ceil(row.state.length / usualBytesPerStruct)
    if (!admission.admitted) throw new Refusal(admission.code)
    requireFields(access, [...admission.sets.keys(), ...admission.texts.map(({ field }) => field)])
    this.requireShare(document, access, edit, admission.doc)
    // Nobody wrote under this id and yet it has been used: it was the server's.
    if (isNewWriter && startOf(edit) > 0) throw new Refusal('foreign-client-id')
    const stamps = JSON.parse(document.row.stamps) as FieldStamps
    const settlement = settleFields(
      admission.doc,
      shape,
      { ...admission, stamp: edit.stamp },
      stamps,
      document.serverClientId,
    )

    if (isNewWriter) this.addWriter(access, document, edit)
    this.useWriter(edit)
    this.advance(document, edit, admission.doc, settlement)
    const undoes = this.isUndo(access, document, edit, settlement, admission.texts) ? edit.undoes : null
    this.log(
      access,
      document,
      { ...edit, undoes },
      describeEdit(settlement.fields, admission.texts, unseenBy(edit.seen)),
    )
    const asSent = settlement.correction === null && settlement.fields.every(({ won }) => won)
    return { seq: document.row.seq, asSent }
  }

  /** The pieces of all documents that edits were tried on since this was asked last: what trying them took. */
  takeStructsHeld(): number {
    const held = this.structsHeld
    this.structsHeld = 0
    return held
  }

  /** Writes what the batch came to, and resolves to what it did to alert recipients. Call once, last. */
  async save(): Promise<EditedRecipients[]> {
    const { trx, now } = this.unit
    await saveWriters(trx, [...this.usedWriters])
    for (const document of this.full) {
      document.row = await compactDocument(this.unit, document.row, document.values, document.relationship)
      this.changed.add(document)
    }
    await saveDocuments(
      trx,
      [...this.changed].map(({ row }) => row),
      this.updates,
    )
    await insertChanges(trx, this.changes)
    for (const { row, before, values } of this.logged) {
      if (row.kind !== 'account') continue
      const name = values['companyName'] ?? ''
      if (before['companyName'] !== name) await renameOrganisation(trx, row.customer_id, name)
      if (shownToResellers.some((field) => before[field] !== values[field]))
        await publishToResellers(this.unit, row.customer_id)
    }
    await touchRelationships(
      trx,
      [...this.logged].flatMap(({ relationship }) => (relationship ? [relationship.id] : [])),
      now,
    )
    return [...this.logged].flatMap(editedRecipients)
  }

  /** Whether the edit does what it says: puts back what a change of this account took, and nothing else. */
  private isUndo(
    access: Access,
    { row }: DocumentInHand,
    { undoes }: PushedEdit,
    { fields }: Settlement,
    texts: readonly TextDifference[],
  ): boolean {
    const change = undoes === null ? undefined : this.undone.get(undoes)
    if (!change) return false
    // Each side also undoes what its log shows of an account's earlier documents (DOC6).
    const isOwnAccount = access.organisationId === row.customer_id
    const isInOwnLog = isOwnAccount ? change.audience === 'both' : change.relationshipId === row.relationship_id
    const isEarlier = row.kind === 'account' && change.customerId === row.customer_id && isInOwnLog
    return (change.documentId === row.id || isEarlier) && restores(change.detail, fields, texts)
  }

  /** What the edit undoes, as far as this reader's log shows it. */
  private undoesFor(reader: OrganisationId, { customer_id }: DocumentTable, { undoes }: PushedEdit): ChangeId | null {
    const isHidden = reader === customer_id && undoes !== null && this.undone.get(undoes)?.audience === 'msp'
    return isHidden ? null : undoes
  }

  /** Whether this user writes under a client id that is new to the document. */
  private requireWriter(access: Access, { row, serverClientId: own }: DocumentInHand, edit: PushedEdit): boolean {
    if (edit.clientId === row.server_client_id || edit.clientId === own) throw new Refusal('foreign-client-id')
    const writer = this.writers.get(writerKey(row.id, edit.clientId))
    if (!writer) return true
    if (writer.user_id !== access.userId) throw new Refusal('foreign-client-id')
    // It builds on the document as it was before it was compacted: the device makes it again (DOC9).
    if (writer.is_former) throw new Refusal('gap')
    if (writer.store_id !== edit.storeId) throw new Refusal('fork')
    return false
  }

  /** Throws Refusal: gap, where there is room for it once the document is compacted, as it is with this batch. */
  private requireShare(
    document: DocumentInHand,
    { organisationId }: Access,
    { clientId }: PushedEdit,
    doc: Y.Doc,
  ): void {
    if (!document.writers) return
    const written = writtenBy(document.writers, organisationId, clientId, doc)
    if (written > this.services.structsToCompact) this.full.add(document)
    if (isBeyondShare(written)) throw new Refusal('gap')
  }

  private addWriter(access: Access, { row, writers }: DocumentInHand, { clientId, storeId }: PushedEdit): void {
    const own = writers?.get(access.organisationId) ?? new Set<number>()
    writers?.set(access.organisationId, own.add(clientId))
    const writer: DocumentWriterTable = {
      organisation_id: row.organisation_id,
      document_id: row.id,
      client_id: clientId,
      user_id: access.userId,
      store_id: storeId,
      last_stamp: null,
      is_former: 0,
    }
    this.writers.set(writerKey(row.id, clientId), writer)
  }

  private useWriter({ documentId, clientId, stamp }: PushedEdit): void {
    const writer = this.writers.get(writerKey(documentId, clientId))!
    writer.last_stamp = stamp
    this.usedWriters.add(writer)
  }

  /** Takes over the scratch copy: it holds the document as it is now, once what was deleted is collected. */
  private advance(document: DocumentInHand, edit: PushedEdit, doc: Y.Doc, settlement: Settlement): void {
    const { row } = document
    const updates = settlement.correction ? [edit.update, settlement.correction] : [edit.update]
    const state = encodeCollected(doc)
    if (this.documents.size <= documentsKeptOpen) this.services.openDocuments.keep(row.id, state, doc)
    document.values = readValues(doc, shapeOf(row.kind))
    document.row = {
      ...row,
      state,
      seq: row.seq + 1,
      facts: JSON.stringify(document.values),
      stamps: JSON.stringify(settlement.stamps),
      modified_at: this.unit.now,
    }
    this.changed.add(document)
    this.updates.push({
      organisation_id: row.organisation_id,
      document_id: row.id,
      seq: document.row.seq,
      bytes: updates.length === 1 ? edit.update : Y.mergeUpdates(updates),
    })
  }

  private log(access: Access, document: DocumentInHand, edit: PushedEdit, details: readonly ActivityDetail[]): void {
    const { unit } = this
    const { row, relationship, manager } = document
    if (details.length > 0) this.logged.add(document)
    document.editor = access
    const update = this.updates.at(-1)!.bytes
    const about = documentFacts(document)
    for (const organisationId of readersOf(row, relationship)) {
      const told = { ...edit, undoes: this.undoesFor(organisationId, row, edit) }
      const record =
        manager && recordFor(organisationId, access, { row, manager, update, edit: told, details, now: unit.now })
      const news = { organisationId, collection: 'document', key: row.id, seq: row.seq } as const
      unit.publish({ ...news, edit: record && { record, about } })
    }
    const actor = { userId: access.userId, organisationId: access.organisationId }
    this.changes.push(
      ...logEdit(unit, {
        document: row,
        audience: audienceOf(about),
        actor,
        stamp: edit.stamp,
        details,
        undoes: edit.undoes,
        itemId: edit.itemId,
      }),
    )
  }
}

const usualBytesPerStruct = 20

function countStructs(doc: Y.Doc): number {
  return [...doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0)
}

/** The edit as this organisation's devices get it: what reading it back from the database would give. */
function recordFor(
  organisationId: OrganisationId,
  access: Access,
  applied: {
    row: DocumentTable
    manager: RelationshipTable
    update: Uint8Array
    edit: PushedEdit
    details: readonly ActivityDetail[]
    now: number
  },
): EditRecord {
  const { row, manager, update, edit, details, now } = applied
  const contactEmail = organisationId === manager.msp_id ? manager.work_email : null
  const isLogged = details.length > 0
  return editRecord({
    documentId: row.id,
    seq: row.seq,
    update,
    actor: isLogged ? actorFor(organisationId, access, contactEmail) : nobody,
    at: isLogged ? edit.stamp : now,
    receivedAt: now,
    undoes: isLogged ? edit.undoes : null,
    details,
  })
}

/** The clock of its first struct; 0 for a pure deletion. */
function startOf({ update, clientId }: PushedEdit): number {
  return Y.parseUpdateMeta(update).from.get(clientId) ?? 0
}

function writerKey(documentId: DocumentId, clientId: number): string {
  return `${documentId} ${clientId}`
}
