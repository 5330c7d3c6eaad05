/**
 * Entering what the server kept just as it was sent: the confirmed state and the log get here what the feed
 * would have brought back, and by the same code that the server logs with. Call inside the transaction that
 * stores the answers and the cursor they came with.
 */
import { unseenBy } from '#shared/document/describe-edit.ts'
import type { ActivityActor } from '#shared/domain/document/change-record.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { ItemAnswer, Kept } from '#shared/protocol/response.ts'
import { advanceDocuments, MissingDocumentError, type EnteredEdit } from '../local-store/advance-documents.ts'
import type { Device } from '../local-store/device.ts'
import { readMeta } from '../local-store/local-store.ts'
import type { StoredEdit } from '../local-store/outbox-item.ts'
import { seenBy } from './seen-by.ts'

export function isKept({ answer }: ItemAnswer): boolean {
  return answer.outcome === 'accepted' && answer.kept !== null
}

/**
 * `number`: the feed number that is stored with it. Throws MissingDocumentError, also for an edit that isn't here: with the
 * cursor stored behind it, it would never come.
 */
export async function enterKept(
  { store, user }: Device,
  answers: readonly ItemAnswer[],
  number: number,
): Promise<void> {
  const kept = new Map<number, Kept>()
  for (const { number: item, answer } of answers)
    if (answer.outcome === 'accepted' && answer.kept) kept.set(item, answer.kept)
  if (kept.size === 0) return
  const items = await store.outbox.bulkGet([...kept.keys()])
  const edits = [...kept].map(([itemNumber, as], place) => {
    const body = items[place]?.body
    if (body?.kind !== 'edit') throw new MissingDocumentError(`item ${itemNumber}`)
    return entered(body, as, actorOf(user))
  })
  await advanceDocuments(store, edits, { number, generation: await readMeta(store, 'generation'), holder: user })
}

function entered({ documentId, update, intents, undoes }: StoredEdit, kept: Kept, actor: ActivityActor): EnteredEdit {
  const isUnseen = unseenBy(seenBy(intents))
  return { documentId, update, undoes, ...kept, actor, isUnseen, lost: [], details: null }
}

function actorOf({ id, firstName, lastName, organisationId, organisationName }: SignedInUser): ActivityActor {
  return { organisationId, organisationName, userId: id, person: fullName(firstName, lastName) }
}
