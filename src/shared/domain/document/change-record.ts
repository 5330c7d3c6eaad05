import type { ChangeId, DocumentId, OrganisationId, RelationshipId, UploadId, UserId } from '../ids.ts'

/** Devices hold this much of the log (DOC4); what is older comes from the server (M23). */
export const changeLogOnDeviceMs = 90 * 24 * 60 * 60 * 1000

/** A character's place in a Yjs text: stable whatever is typed around it. */
export interface CharacterId {
  client: number
  clock: number
}

/** A run of characters that were typed or removed; `after` is the character to their left, null at the start. */
export interface TextRun {
  id: CharacterId
  after: CharacterId | null
  text: string
}

export type ActivityDetail =
  /** A field got a new value. `unseen`: the writer had not seen `before`, so somebody's value was overwritten. */
  | { type: 'field'; field: string; before: string; after: string; unseen: boolean }
  /** An edit that arrived after a later one: its value lost, the field kept `kept` (H1). */
  | { type: 'field-lost'; field: string; lost: string; kept: string }
  | { type: 'text'; field: string; inserted: TextRun[]; deleted: TextRun[] }
  /** What consent or a decision left behind, in past tense: also the consent timeline (H6). A newer server's may be unknown here. */
  | { type: 'decision'; event: string }

/** Of what was done with devices, or with seats: how many, as what they came, and a name to be told by: a profile's, a reseller's, an order's. */
export interface DevicesDone {
  count: number
  uploadId: UploadId | null
  name: string
}

/** Who did it, as the reader may see them: by name inside the organisation, masked outside it (M23). */
export interface ActivityActor {
  organisationId: OrganisationId
  organisationName: string
  /** Null for people of another organisation and for Tandem itself. */
  userId: UserId | null
  person: string
}

/** One entry of the server's own change log (DOC4), built per reading organisation. */
export interface ChangeRecord {
  id: ChangeId
  /** Null for decisions. */
  documentId: DocumentId | null
  relationshipId: RelationshipId | null
  actor: ActivityActor
  /** When it was done, by the server's reckoning (DOC3), ms since the epoch. */
  at: number
  /** When the server took it; much later than `at` means it was made offline. */
  receivedAt: number
  detail: ActivityDetail
  /** The change this one takes back. */
  undoes: ChangeId | null
  /** Of what was done with many devices at once. */
  devices: DevicesDone | null
}

/** One line of `Activity` (H2): whose account it is about, by the name it has now. */
export interface ActivityEntry extends ChangeRecord {
  customerId: OrganisationId
  customerName: string
}

/** Devices were given a profile or put into a group: the acts on devices that are taken back like an edit (H3). */
export function isAssignment({ detail, devices }: Pick<ChangeRecord, 'detail' | 'devices'>): boolean {
  const isOne = detail.type === 'decision' && ['profile-assigned', 'device-group-assigned'].includes(detail.event)
  return isOne && devices !== null
}
