// What somebody could send by hand with the cookie of the browser they are signed in at: no page offers it.
import type { Page } from 'playwright-core'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { cryptoIds, type ItemId, type StoreId, type UserId } from '#shared/domain/ids.ts'
import type { AccountField } from '#shared/domain/account/account-field.ts'
import { encodeRequest, type Hello, type Item } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'

/** One exchange as a new device of theirs. */
async function exchange(page: Page, items: Item[] = []): Promise<Unpacked[]> {
  const { origin } = new URL(page.url())
  const { user } = (await (await page.request.get('/api/session')).json()) as { user: { id: UserId } }
  const hello: Hello = {
    type: 'hello',
    protocol: protocolVersion,
    kinds: readKinds,
    held: readKinds,
    userId: user.id,
    storeId: cryptoIds.randomId() as StoreId,
    cursor: null,
    accessVersion: 0,
    sentAt: Date.now(),
  }
  const response = await page.request.post('/api/sync', {
    data: Buffer.from(encodeRequest(hello, items)),
    headers: { origin },
  })
  return unpackFrames(new Uint8Array(await response.body()))
}

/** An edit of the company's account; what the server answers to it: `accepted`, or why not. */
export async function pushEdit(page: Page, field: AccountField, value: string): Promise<string> {
  const held = await exchange(page)
  const account = held.find((frame) => frame.type === 'document' && frame.record.kind === 'account')
  if (account?.type !== 'document') throw new Error('no account to edit')
  const { id: documentId, state } = account.record
  const clientId = cryptoIds.clientId()
  const shape = shapeOf('account')
  const { update } = setField(openDocument(shape, state), shape, clientId, field, value)!
  return push(page, { kind: 'edit', documentId, clientId, update, seen: [], undoes: null })
}

/** What their devices hold of relationships, newest state. */
export async function pullRelationships(page: Page): Promise<RelationshipRecord[]> {
  return (await exchange(page)).flatMap((frame) => (frame.type === 'relationship' ? [frame.record] : []))
}

/** Any decision, said as nobody's device says it. */
export const pushDecision = (page: Page, name: string, input: object) => push(page, { kind: 'command', name, input })

async function push(page: Page, body: Item['body']): Promise<string> {
  const item: Item = {
    number: 1,
    id: cryptoIds.randomId() as ItemId,
    dependsOn: [],
    editedAt: Date.now(),
    baseNumber: 0,
    body,
  }
  const answers = (await exchange(page, [item])).flatMap((frame) => (frame.type === 'answer' ? [frame.answer] : []))
  const [answer] = answers
  if (!answer) throw new Error('no answer')
  return answer.outcome === 'refused' ? answer.code : answer.outcome
}
