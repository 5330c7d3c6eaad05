/**
 * Loads customers from a CSV file into a running server, as a signed-in MSP admin's device would: over the
 * same exchange, through the same decisions. `npm run load -- FILE` with TANDEM_URL, TANDEM_EMAIL, TANDEM_PASSWORD.
 */
import { readFileSync } from 'node:fs'
import countries from 'i18n-iso-countries'
import Papa from 'papaparse'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { accountFields } from '#shared/domain/facts/account-field.ts'
import { customerFormSchema, emptyCustomerForm, type CustomerForm } from '#shared/domain/facts/customer-form.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import { cryptoIds, type DocumentId, type ItemId, type StoreId, type UserId } from '#shared/domain/ids.ts'
import { fieldErrorsOf } from '#shared/domain/refusal.ts'
import { sessionAnswerSchema } from '#shared/protocol/account-requests.ts'
import { decodePage } from '#shared/protocol/columns.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { answerColumns, frameSchema } from '#shared/protocol/response.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'

type Row = Record<string, string>

/** Parts of the United Kingdom that lists of companies name as countries. */
const nations: Record<string, string> = {
  England: 'GB',
  Scotland: 'GB',
  Wales: 'GB',
  'Northern Ireland': 'GB',
  'Isle of Man': 'IM',
}

function countryCode(name: string): string {
  return nations[name] ?? countries.getAlpha2Code(name, 'en') ?? ''
}

/** Every fourth customer is jointly managed, so that a list has both kinds. */
function toForm(row: Row, index: number): CustomerForm {
  const read = (column: string) => (row[column] ?? '').trim()
  const form: CustomerForm = {
    ...emptyCustomerForm,
    companyName: read('name').slice(0, 120),
    country: countryCode(read('country')),
    address1: read('address_1').slice(0, 160),
    address2: [read('address_2'), read('address_3')].filter(Boolean).join(', ').slice(0, 160),
    city: read('city'),
    state: read('state_province'),
    zip: read('postal_code').slice(0, 20),
    phone: read('phone'),
    website: read('website_url'),
    contactFirstName: read('contact_first_name'),
    contactLastName: read('contact_last_name'),
    workEmail: read('contact_email'),
    managementType: index % 4 === 0 ? 'jointly' : 'fully',
    services: index % 3 === 0 ? ['knox-manage', 'knox-asset-intelligence'] : ['knox-suite'],
    internalReference: `L-${String(index + 1).padStart(5, '0')}`,
  }
  // A phone or website that can't be one is left out rather than the whole company.
  const problems = customerFormSchema.safeParse(form)
  const fields = problems.success ? {} : fieldErrorsOf(problems.error)
  return { ...form, phone: 'phone' in fields ? '' : form.phone, website: 'website' in fields ? '' : form.website }
}

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

/** Sends one batch; returns the codes of what was refused. */
async function send(sender: Sender, items: Item[]): Promise<string[]> {
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
  const refused: string[] = []
  const frames = decodeFrames(new Uint8Array(await response.arrayBuffer()), wireLimits.requestBytes * 16)
  for (const value of frames) {
    const frame = frameSchema.parse(value)
    if (frame.type === 'cursor') sender.cursor = frame.cursor
    if (frame.type !== 'answers') continue
    for (const { answer } of decodePage(answerColumns, frame.page, wireLimits.itemsPerExchange))
      if (answer.outcome !== 'accepted') refused.push(answer.outcome === 'refused' ? answer.code : answer.outcome)
  }
  return refused
}

export interface LoadReport {
  loaded: number
  /** Rows that no form could be made of, with the reason. */
  skipped: string[]
}

/** Loads at most `limit` rows of a CSV file with the columns of `shared/data/companies.csv`. */
export async function loadCustomers(options: {
  url: string
  email: string
  password: string
  file: string
  limit?: number
  progress?: (done: number, of: number) => void
}): Promise<LoadReport> {
  const session = await signIn(options.url, options.email, options.password)
  const { data } = Papa.parse<Row>(readFileSync(options.file, 'utf8'), { header: true, skipEmptyLines: true })
  const forms = data.slice(0, options.limit).map(toForm)
  const skipped: string[] = []
  const good = forms.filter((form) => {
    const parsed = customerFormSchema.safeParse(form)
    if (!parsed.success) skipped.push(`${form.companyName}: ${JSON.stringify(fieldErrorsOf(parsed.error))}`)
    return parsed.success
  })
  const sender: Sender = { ...session, url: options.url, storeId: cryptoIds.randomId() as StoreId, cursor: null }
  let loaded = 0
  for (let start = 0; start < good.length; start += 200) {
    const batch = good.slice(start, start + 200)
    const refused = await send(
      sender,
      batch.map((form, offset) => toItem(form, start + offset + 1)),
    )
    loaded += batch.length - refused.length
    skipped.push(...refused)
    options.progress?.(start + batch.length, good.length)
  }
  return { loaded, skipped }
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
  for (const reason of report.skipped.slice(0, 20)) console.log(`  ${reason}`)
}
