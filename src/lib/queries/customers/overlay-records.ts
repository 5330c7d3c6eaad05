/**
 * Relationship records as the person should see them now: what the server sent, with waiting decisions
 * and waiting edits laid over. Pure, so that lists and panels can't disagree.
 */
import { mspPrivateShape } from '#shared/document/document-shape.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { isCreation, isOverlaid, isWaiting, type OutboxItem } from '../../local-store/outbox-item.ts'
import { intentValues } from '#shared/domain/document/intent.ts'
import type { ShownRecord } from '../../list/list-row.ts'

export type ShownRelationship = ShownRecord<RelationshipRecord>

/** What waiting edits set, by document and field. */
function editedValues(items: readonly OutboxItem[]): Map<DocumentId, Map<string, string>> {
  const edited = new Map<DocumentId, Map<string, string>>()
  for (const item of items) {
    if (item.body.kind !== 'edit' || !isOverlaid(item)) continue
    const fields = edited.get(item.body.documentId) ?? new Map<string, string>()
    for (const [field, value] of intentValues(item.body.intents)) fields.set(field, value)
    edited.set(item.body.documentId, fields)
  }
  return edited
}

function withEdits(record: RelationshipRecord, edited: Map<DocumentId, Map<string, string>>): RelationshipRecord {
  const shared = edited.get(record.accountDocumentId)
  const facts = shared
    ? { ...record.facts, ...Object.fromEntries([...shared].filter(([field]) => field in record.facts)) }
    : record.facts
  const own = record.mspPrivate && edited.get(record.mspPrivate.documentId)
  return {
    ...record,
    facts,
    mspPrivate: record.mspPrivate && own ? withPrivateEdits(record.mspPrivate, own) : record.mspPrivate,
  }
}

function withPrivateEdits(
  facts: NonNullable<RelationshipRecord['mspPrivate']>,
  edited: Map<string, string>,
): RelationshipRecord['mspPrivate'] {
  const tags = new Set(facts.tags)
  for (const [field, value] of edited) {
    if (!field.startsWith(mspPrivateShape.flagPrefix)) continue
    const tag = field.slice(mspPrivateShape.flagPrefix.length)
    if (value === 'on') tags.add(tag)
    else tags.delete(tag)
  }
  return {
    ...facts,
    internalReference: edited.get('internalReference') ?? facts.internalReference,
    tags: [...tags].toSorted(),
  }
}

/** All relationships to show, those whose creation still waits included. `items` in device order. */
export function overlayRecords(
  records: readonly RelationshipRecord[],
  items: readonly OutboxItem[],
): ShownRelationship[] {
  const shown = new Map<RelationshipId, ShownRelationship>()
  for (const record of records) shown.set(record.id, { record, waiting: false, refused: null, queuedCreation: false })
  for (const item of items) {
    if (isOverlaid(item)) predict(shown, item)
    const known = item.relationshipId && shown.get(item.relationshipId)
    if (!known) continue
    if (isWaiting(item)) known.waiting = true
    if (item.state === 'refused') known.refused = item.code
  }
  const edited = editedValues(items)
  if (edited.size > 0) for (const entry of shown.values()) entry.record = withEdits(entry.record, edited)
  return [...shown.values()]
}

function predict(shown: Map<RelationshipId, ShownRelationship>, item: OutboxItem): void {
  const creates = isCreation(item)
  for (const { relationshipId, patch } of item.predictions) {
    const known = shown.get(relationshipId)
    if (known && !creates) known.record = { ...known.record, ...patch }
    else if (!known && creates)
      shown.set(relationshipId, {
        record: patch as RelationshipRecord,
        waiting: true,
        refused: null,
        queuedCreation: true,
      })
  }
}
