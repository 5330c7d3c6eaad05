/**
 * A decision is told once, here: what it answers, who may take it, what it makes of the state, and what the device and the
 * server do about it. Prediction, decision, retry, the table test and what pages offer all come from the declaration. Lists
 * read it at the start: no schema is in it (the server's half has the one of what a device sends).
 */
import type { AuditEvent } from '../domain/audit-entry.ts'
import type { DocumentId, RelationshipId } from '../domain/ids.ts'
import type { Permission } from '../domain/access/permission.ts'
import type { DocumentKind } from '../domain/document/document-record.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import type { RelationshipSide } from '../domain/relationship.ts'
import type { RelationshipPatch, RelationshipState } from './relationship-state.ts'

/** Who decides, and when; ms. */
export interface Moment {
  side: RelationshipSide
  now: number
}

export type Outcome = { patch: RelationshipPatch } | { refusal: RefusalCode }

/** What a decision answers: this relationship as the person saw it (PUSH2). */
export interface Seen {
  relationshipId: RelationshipId
  version: number
}

/** Most say nothing beside what they answer. */
export type NoFields = Record<never, never>

interface Told<Name extends string> {
  name: Name
  permission: Permission
  /** The sides that may take it. */
  by: readonly RelationshipSide[]
}

/** A document that is made together with its decision: its first edit, admitted in the decision's own transaction. */
export interface CreatedDocument {
  id: DocumentId
  kind: DocumentKind
  clientId: number
  update: Uint8Array
}

export interface RelationshipDecision<
  Name extends string = string,
  Fields = NoFields,
  Event extends string = string,
> extends Told<Name> {
  about: 'relationship'
  /** Pure, and the same on both sides: what it makes of the state, or why not. */
  decide(state: RelationshipState, moment: Moment, fields: Fields): Outcome
  /** What the log says of it, in past tense. */
  event(state: RelationshipState, moment: Moment): Event
  /** Given to what somebody has seen: after a day in the queue, or when that has moved, they are asked again (H5). */
  consent: boolean
  /** Asks once more and decides nothing: the version stays, and it is not repeated after a restore (SYNC3). */
  reminder: boolean
  /** Says something beside the relationship and decides nothing of it: the version stays, and it stands in nothing's way. */
  aside: boolean
  /** Which of its fields are a person's own words: the outbox shows them, to be copied (H5). */
  typed: readonly string[]
  /** What the audit log of whoever decides calls it; null: it isn't in there. Whatever changes access is. */
  audit: AuditEvent | null
  /** Gives or takes access: nothing of it shows before the server has decided, and its documents begin anew (DOC6, SYNC4). */
  changesAccess: boolean
  /** Gives or takes back what the other side may do (C7): this, too, holds only once the server has decided. */
  changesGrant: boolean
  /** About an MSP's request to manage the customer (M10), which nobody but the MSP and the customer's super admins sees. */
  request: boolean
}

export interface CreatingDecision<
  Name extends string = string,
  Input = never,
  Event extends string = string,
> extends Told<Name> {
  about: 'nothing'
  event: Event
  creates(input: Input): CreatedDocument[]
  /** The empty form it is typed into; what is refused, or taken back, goes there again. */
  form: Readonly<Record<string, unknown>>
}

type RelationshipTold<Fields, Event extends string> = Pick<
  RelationshipDecision<string, Fields>,
  'permission' | 'by' | 'decide'
> &
  Partial<
    Pick<
      RelationshipDecision,
      'consent' | 'reminder' | 'aside' | 'typed' | 'audit' | 'changesAccess' | 'changesGrant' | 'request'
    >
  > & {
    event: Event | RelationshipDecision<string, Fields, Event>['event']
  }

/** About a relationship: the runner locks it, asks for its version, logs, tells both sides. */
export function defineDecision<Name extends string, Event extends string, Fields = NoFields>(
  name: Name,
  { event, ...told }: RelationshipTold<Fields, Event>,
): RelationshipDecision<Name, Fields, Event> {
  return {
    consent: false,
    reminder: false,
    aside: false,
    typed: [],
    audit: null,
    changesAccess: false,
    changesGrant: false,
    request: false,
    ...told,
    name,
    about: 'relationship',
    event: typeof event === 'string' ? () => event : event,
  }
}

/** About nothing that the server has: it makes a customer and its documents. */
export function defineCreation<Name extends string, Event extends string, Input>(
  name: Name,
  told: Omit<CreatingDecision<Name, Input, Event>, 'name' | 'about'>,
): CreatingDecision<Name, Input, Event> {
  return { ...told, name, about: 'nothing' }
}
