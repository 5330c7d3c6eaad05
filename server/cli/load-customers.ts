/**
 * Loads customers from a CSV file into a running server, as a signed-in MSP admin's device would: over the
 * same exchange, through the same decisions. `npm run load -- FILE` with TANDEM_URL, TANDEM_EMAIL, TANDEM_PASSWORD.
 */
import { readFileSync } from 'node:fs'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { accountFields } from '#shared/domain/facts/account-field.ts'
import type { CustomerForm } from '#shared/domain/facts/customer-form.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import { cryptoIds, type DocumentId, type ItemId, type StoreId, type UserId } from '#shared/domain/ids.ts'
import { sessionAnswerSchema } from '#shared/protocol/account-requests.ts'
import { decodePage } from '#shared/protocol/columns.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { answerColumns, frameSchema, type Answer } from '#shared/protocol/response.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readCustomers } from './read-customers.ts'

function newDocument(id: DocumentId, shape: typeof accountShape, values: Record<string, string>) {
  const clientId = cryptoIds.clientId()
  return { id, clientId, update: createDocument(shape, clientId, values).update }
}

function toItem(form: CustomerForm, number: number): Item {
  const relationshipId = newRelationshipId(cryptoIds)
  const documentIds = documentIdsOf(relationshipId)
  const input = {
    relationshipId,
    managementType: form.managementType,
    services: form.services,
    workEmail: form.workEmail,
    account: newDocument(
      documentIds.account,
      accountShape,
      Object.fromEntries(accountFields.map((field) => [field, form[field]])),
    ),
    mspPrivate: newDocument(documentIds.mspPrivate, mspPrivateShape, { internalReference: form.internalReference }),
  }
  const body = { kind: 'command' as const, name: 'add-customer', input }
  return {
    number,
    id: cryptoIds.randomId() as ItemId,
    dependsOn: [],
    editedAt: Date.now(),
    baseNumber: 0,
    body,
  }
}

async function signIn(url: string, email: string, password: string): Promise<{ cookie: string; userId: UserId }> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`signing in failed: ${response.status} ${await response.text()}`)
  const { user } = sessionAnswerSchema.parse(await response.json())
  return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]!, userId: user.id }
}

interface Sender {
  url: string
  cookie: string
  userId: UserId
  storeId: StoreId
  /** Where the feed stood: from there on only news come back. */
  cursor: Cursor | null
}

function reasonOf(answer: Answer): string {
  if (answer.outcome !== 'refused') return answer.outcome
  return [answer.code, ...Object.entries(answer.fields ?? {}).map((field) => field.join(': '))].join(', ')
}

/** Sends one batch; returns what was refused by the items' numbers. */
async function send(sender: Sender, items: Item[]): Promise<Map<number, string>> {
  const { url, cookie, userId, storeId, cursor } = sender
  const hello: Hello = {
    type: 'hello',
    protocol: protocolVersion,
    userId,
    storeId,
    cursor,
    accessVersion: 1,
    sentAt: Date.now(),
  }
  const response = await fetch(`${url}/api/sync`, {
    method: 'POST',
    headers: { cookie, origin: url },
    body: new Blob([encodeRequest(hello, items) as Uint8Array<ArrayBuffer>]),
  })
  if (!response.ok || !response.body) throw new Error(`sending failed: ${response.status} ${await response.text()}`)
  const refused = new Map<number, string>()
  const frames = decodeFrames(new Uint8Array(await response.arrayBuffer()), wireLimits.requestBytes * 16)
  for (const value of frames) {
    const frame = frameSchema.parse(value)
    if (frame.type === 'cursor') sender.cursor = frame.cursor
    if (frame.type !== 'answers') continue
    for (const { number, answer } of decodePage(answerColumns, frame.page, wireLimits.itemsPerExchange))
      if (answer.outcome !== 'accepted') refused.set(number, reasonOf(answer))
  }
  return refused
}

export interface LoadReport {
  loaded: number
  /** Rows that didn't become customers, with the reason. */
  skipped: string[]
  /** What of the others was left out, by row and column. */
  leftOut: string[]
}

/** Loads at most `limit` rows of a CSV file. */
export async function loadCustomers(options: {
  url: string
  email: string
  password: string
  file: string
  limit?: number
  progress?: (done: number, of: number) => void
}): Promise<LoadReport> {
  const session = await signIn(options.url, options.email, options.password)
  const { customers, skipped, leftOut } = readCustomers(readFileSync(options.file), options.limit)
  const sender: Sender = { ...session, url: options.url, storeId: cryptoIds.randomId() as StoreId, cursor: null }
  let loaded = 0
  for (let start = 0; start < customers.length; start += 200) {
    const batch = customers.slice(start, start + 200)
    const refused = await send(
      sender,
      batch.map(({ form }, offset) => toItem(form, start + offset + 1)),
    )
    loaded += batch.length - refused.size
    for (const [number, reason] of refused) skipped.push(`row ${customers[number - 1]!.row}: ${reason}`)
    options.progress?.(start + batch.length, customers.length)
  }
  return { loaded, skipped, leftOut }
}

if (import.meta.main) {
  const [file] = process.argv.slice(2)
  const { TANDEM_URL: url = 'http://127.0.0.1:3000', TANDEM_EMAIL: email, TANDEM_PASSWORD: password } = process.env
  if (!file || !email || !password) {
    console.error(
      'Use: TANDEM_EMAIL=… TANDEM_PASSWORD=… npm run load -- FILE.csv   (TANDEM_URL: http://127.0.0.1:3000)',
    )
    process.exit(2)
  }
  const report = await loadCustomers({
    url,
    email,
    password,
    file,
    progress: (done, of) => console.log(`${done} of ${of}`),
  })
  console.log(`${report.loaded} loaded, ${report.skipped.length} skipped`)
  for (const reason of [...report.skipped, ...report.leftOut]) console.log(`  ${reason}`)
}
