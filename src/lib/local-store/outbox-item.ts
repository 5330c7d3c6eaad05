/**
 * One waiting edit or command as the device keeps it: bytes to send, intents to make it again (PUSH4),
 * and what it makes the lists show meanwhile.
 */
import type { CreatedDocument } from '#shared/decisions/define-decision.ts'
import { findDecision, type CreationName, type DecisionInput, type DecisionName } from '#shared/decisions/registry.ts'
import type { CharacterMoves } from '#shared/document/edit-document.ts'
import type { Intent } from '#shared/domain/document/intent.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentId, ItemId, RelationshipId, StoreId } from '#shared/domain/ids.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import type { EditBody } from '#shared/protocol/request.ts'

/**
 * `queued`: never left the device. `sent`: tried, unanswered. `accepted`: committed on the server, not yet
 * back through the feed. `settled`: in the confirmed state, kept for the backup horizon (SYNC3). `refused`: needs the person.
 */
export type OutboxState = 'queued' | 'sent' | 'accepted' | 'settled' | 'refused'

/** What a decision will do to a relationship's record, shown as waiting until the server says. */
export interface Prediction {
  relationshipId: RelationshipId
  patch: Partial<RelationshipRecord>
}

/** What a decision about a team will do to records, shown as waiting until the server says. */
export interface Foretold {
  /** The name of their kind. */
  kind: string
  id: string
  /** Other values, a whole new record, or null: it will be gone. */
  patch: object | null
}

/** An edit as it lies here: the wire carries what was seen, the device keeps the whole intent (PUSH4). */
export type StoredEdit = Omit<EditBody, 'seen'> & { intents: Intent[] }

export interface StoredCommand {
  kind: 'command'
  name: DecisionName
  input: unknown
}

export interface OutboxItem {
  /** Rises in device order (PUSH1). */
  number: number
  id: ItemId
  storeId: StoreId
  state: OutboxState
  /** The root it is about, by the name that devices of the first release stored and index it under. */
  relationshipId: RelationshipId | null
  /** Documents it writes or makes. */
  documentIds: DocumentId[]
  dependsOn: ItemId[]
  /** Device clock, ms; moves on while the same field is being typed. */
  editedAt: number
  /** The person is still in the field: it is held until their sitting is over. */
  typing?: boolean
  /** Nobody had been reached when it was begun: a page that was just opened doesn’t know yet whether it can be. */
  madeOffline?: boolean
  baseNumber: number
  body: StoredEdit | StoredCommand
  attempts: number
  /** Of what it inserted, when it was made again: ids it has now → ids before; the newest remake's first. The server may hold an earlier one. */
  formerCharacters?: CharacterMoves
  /** Feed number that brings it back, once accepted. */
  feedNumber: number | null
  answeredAt: number | null
  code: RefusalCode | null
  fieldErrors: FieldErrors
  /** For people: whose account it is about. */
  customerName: string
  predictions: Prediction[]
  /** Of a decision about a team: whom or what it is about, as a record; and what it will do. */
  about?: { kind: string; id: string }
  foretells?: readonly Foretold[]
  /** What was typed into the decision's form, so that a refusal can go back there. */
  form: Readonly<Record<string, unknown>> | null
}

export function isWaiting(item: Pick<OutboxItem, 'state'>): boolean {
  return item.state === 'queued' || item.state === 'sent'
}

/** Whether the server took it once and is only asked again, after a snapshot: nothing of a person waits. */
export function isAskedAgain(item: Pick<OutboxItem, 'state' | 'answeredAt' | 'code'>): boolean {
  return item.state === 'sent' && item.answeredAt !== null && item.code === null
}

/** Whether it has never left this device: what was tried may have arrived, and can't be taken back behind the server's back. */
export function isUntried(item: Pick<OutboxItem, 'state' | 'attempts'>): boolean {
  return item.state === 'queued' && item.attempts === 0
}

/** Whether its effect must still be laid over what the server confirmed. */
export function isOverlaid(item: Pick<OutboxItem, 'state'>): boolean {
  return isWaiting(item) || item.state === 'accepted'
}

/** Whether it makes what it is about, so that other items depend on it. */
export function isCreation({ body }: Pick<OutboxItem, 'body'>): boolean {
  return body.kind === 'command' && findDecision(body.name)?.about === 'nothing'
}

/** Whether it only says what somebody has seen: no work of theirs waits. */
export function isByLooking({ body }: Pick<OutboxItem, 'body'>): boolean {
  const decision = body.kind === 'command' ? findDecision(body.name) : undefined
  return decision?.about === 'setting' && 'byLooking' in decision
}

/** The documents that an item makes. */
export function createdBy({ body }: Pick<OutboxItem, 'body'>): CreatedDocument[] {
  const decision = body.kind === 'command' ? findDecision(body.name) : undefined
  if (decision?.about !== 'nothing') return []
  const creates = decision.creates as (input: DecisionInput<CreationName>) => CreatedDocument[]
  return creates((body as StoredCommand).input as DecisionInput<CreationName>)
}

/** The Yjs update an item brings to a document, null for none. */
export function updateFor(item: OutboxItem, documentId: DocumentId): Uint8Array | null {
  if (item.body.kind === 'edit') return item.body.documentId === documentId ? item.body.update : null
  return createdBy(item).find((created) => created.id === documentId)?.update ?? null
}
