/**
 * Entering what the server kept just as it was sent: the confirmed state and the log get here what the feed
 * would have brought back, and by the same code that the server logs with. Call inside the transaction that
 * stores the answers and the cursor they came with.
 */
import { describeEdit, type Advance } from '#shared/document/describe-edit.ts'
import type { ActivityActor } from '#shared/domain/facts/activity-entry.ts'
import { editChangeId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { ItemAnswer, Kept, UpdateRecord } from '#shared/protocol/response.ts'
import { advanceDocuments } from '../local-store/advance-documents.ts'
import type { Device } from '../local-store/device.ts'
import { readMeta, type StoredChange, type StoredDocument } from '../local-store/local-store.ts'
import type { OutboxItem, StoredEdit } from '../local-store/outbox-item.ts'
import { seenBy } from './seen-by.ts'

interface KeptEdit {
  kept: Kept
  body: StoredEdit
}

export function isKept({ answer }: ItemAnswer): boolean {
  return answer.outcome === 'accepted' && answer.kept !== null
}

/** `number`: the feed number that is stored with it. Throws MissingDocumentError. */
export async function enterKept(device: Device, answers: readonly ItemAnswer[], number: number): Promise<void> {
  const { store, user } = device
  const edits = await readKept(device, answers)
  if (edits.length === 0) return
  const generation = await readMeta(store, 'generation')
  const changes: StoredChange[] = []
  const updates = edits.map(({ kept, body }): UpdateRecord => {
    return { documentId: body.documentId, update: body.update, at: kept.receivedAt }
  })
  await advanceDocuments(store, number, updates, (document, advance, place) => {
    for (const change of logged(edits[place]!, document, advance, user)) changes.push({ ...change, number, generation })
  })
  await store.changes.bulkPut(changes)
}

async function readKept({ store }: Device, answers: readonly ItemAnswer[]): Promise<KeptEdit[]> {
  const keptByNumber = new Map<number, Kept>()
  for (const { number, answer } of answers)
    if (answer.outcome === 'accepted' && answer.kept) keptByNumber.set(number, answer.kept)
  const items = await store.outbox.bulkGet([...keptByNumber.keys()])
  return items
    .filter((item): item is OutboxItem & { body: StoredEdit } => item?.body.kind === 'edit')
    .map((item) => ({ kept: keptByNumber.get(item.number)!, body: item.body }))
}

/** The log's entries of an edit, as the server wrote them for this person's organisation. */
function logged({ kept, body }: KeptEdit, document: StoredDocument, { fields, texts }: Advance, user: SignedInUser) {
  return describeEdit(fields, texts, seenBy(body.intents)).map((detail, place) => ({
    id: editChangeId(document.id, kept.seq, place),
    documentId: document.id,
    relationshipId: document.relationshipId,
    actor: actorOf(user),
    at: kept.at,
    receivedAt: kept.receivedAt,
    detail,
    undoes: body.undoes,
  }))
}

function actorOf({ id, firstName, lastName, organisationId, organisationName }: SignedInUser): ActivityActor {
  return { organisationId, organisationName, userId: id, person: `${firstName} ${lastName}` }
}
