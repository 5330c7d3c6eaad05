/**
 * Loads customers from a CSV file into a running server, as a signed-in MSP admin's device would: over the
 * same exchange, through the same decisions. `npm run tandem -- load --help` says how.
 */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { accountFields } from '#shared/domain/account/account-field.ts'
import type { CustomerForm } from '#shared/domain/account/customer-form.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import { cryptoIds, type DocumentId, type ItemId, type StoreId, type UserId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { failureSchema, sessionAnswerSchema } from '#shared/protocol/sign-in-requests.ts'
import { decodePage } from '#shared/protocol/columns.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { answerColumns, frameSchema, type Answer } from '#shared/protocol/response.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { CommandFailure, UsageFailure } from './command-line.ts'
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

const failures: Partial<Record<RefusalCode, string>> = {
  'wrong-credentials': 'The email or the password is wrong.',
  blocked: 'This account is blocked.',
  'signed-out': 'The session has ended.',
  'wrong-origin': 'The server is reached under another address: set TANDEM_URL to its PUBLIC_URL.',
  'invalid-input': 'TANDEM_EMAIL must be an email address, and TANDEM_PASSWORD its password.',
}

/** In one sentence, why the server didn't do what it was asked for. */
async function failureOf(response: Response, url: string): Promise<CommandFailure> {
  const { success, data } = failureSchema.safeParse(await response.json().catch(() => null))
  if (!success) return new CommandFailure(`What answers at ${url} is no Tandem server.`)
  const { code, retryAfterS } = data.error
  if (retryAfterS !== undefined)
    return new CommandFailure(`Too many tries: the next one may be made in ${retryAfterS} seconds.`)
  return new CommandFailure(failures[code] ?? `The server refused: ${code}.`)
}

async function signIn(url: string, email: string, password: string): Promise<{ cookie: string; userId: UserId }> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw await failureOf(response, url)
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
    // Only answers are asked for.
    kinds: {},
    held: {},
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
  if (!response.ok) throw await failureOf(response, url)
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
  const { customers, skipped, leftOut } = readCustomers(readFileSync(options.file), options.limit)
  const session = await signIn(options.url, options.email, options.password)
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

/** As the server beside it was started, unless it is another one. */
function findUrl({ TANDEM_URL, PUBLIC_URL, PORT }: NodeJS.ProcessEnv): string {
  const url = TANDEM_URL || PUBLIC_URL || `http://127.0.0.1:${PORT || 3000}`
  if (!URL.canParse(url)) throw new UsageFailure('TANDEM_URL must be the address of a server.')
  return url.replace(/\/+$/, '')
}

export function define(command: Command): void {
  command
    .description(
      'Loads customers from a CSV file into a running server, as a signed-in person of the MSP would add them.',
    )
    .argument('<file.csv>', 'what to load')
    .addHelpText(
      'after',
      `
  TANDEM_EMAIL, TANDEM_PASSWORD   who adds them
  TANDEM_URL                      the server; otherwise PUBLIC_URL, otherwise 127.0.0.1 at PORT (3000)

Columns: name, address_1 to address_3, city, state_province, postal_code, country, phone, website_url,
contact_first_name, contact_last_name, contact_email. Every fourth customer is jointly managed, and so is invited by mail.`,
    )
    .action(async (file: string) => {
      const { TANDEM_EMAIL: email, TANDEM_PASSWORD: password } = process.env
      if (!email || !password) throw new UsageFailure('TANDEM_EMAIL and TANDEM_PASSWORD must be set.')
      const { loaded, skipped, leftOut } = await loadCustomers({
        url: findUrl(process.env),
        email,
        password,
        file,
        progress: (done, of) => console.log(`${done} of ${of}`),
      })
      console.log(`${loaded} loaded, ${skipped.length} skipped`)
      for (const reason of [...skipped, ...leftOut]) console.log(`  ${reason}`)
    })
}
