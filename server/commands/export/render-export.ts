/** A marked export as a file, piece by piece: a log of any length is never in memory as a whole (M17). */
import Papa from 'papaparse'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { openDocument, readFlags, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { readAlertKey } from '#shared/domain/alert/alert-recipient.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import type { ExportFormat } from '#shared/domain/former/former-relationship.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import type { Database } from '../../database/connection.ts'
import { buildChanges } from '../../database/reading/build-records.ts'
import { readLogOf } from '../../database/repository/customer/account-export.ts'
import { findDocument } from '../../database/repository/document.ts'
import type { AccountExportTable, FormerRelationshipTable } from '../../database/tables/former-relationship-table.ts'
import { findWords, isWordsKey, type Words } from '../../mail/words.ts'
import { alertsOf } from './exported-alerts.ts'
import { actorKey, type ExportedActor, type ExportedService, type ExportedTicket } from './exported.ts'
import { readerOf } from './mark-exports.ts'

export const entriesAtOnce = 500

export interface RenderedExport {
  database: Database
  marked: AccountExportTable
  line: FormerRelationshipTable
  locale: Locale
  /** Without the permission to view it there is no log in it. */
  withActivity: boolean
  /** Whether they may see where devices are, which an MSP's people never do. */
  withLocation: boolean
  /** Throws where whoever reads it may no longer. */
  requireStill(): Promise<void>
}

interface Entry {
  at: number
  actor: ExportedActor
  detail: ActivityDetail
}

export function renderExport(exported: RenderedExport, format: ExportFormat): AsyncGenerator<string> {
  return format === 'json' ? renderJson(exported) : renderCsv(exported)
}

async function valuesOf(
  database: Database,
  id: DocumentId | null,
  shape: typeof accountShape,
): Promise<DocumentValues> {
  const row = id === null ? undefined : await findDocument(database, id, { lock: false })
  return row ? readValues(openDocument(shape, row.state), shape) : {}
}

async function partsOf({ database, marked }: RenderedExport) {
  const { work_email: workEmail } = marked
  const account = await valuesOf(database, marked.account_document_id, accountShape)
  const own = await valuesOf(database, marked.private_document_id, mspPrivateShape)
  const plain = (values: DocumentValues, isFlag: (key: string) => boolean = () => false) =>
    Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== '' && !isFlag(key)))
  return {
    account: { ...plain(account), ...(workEmail !== '' && { workEmail }) } as DocumentValues,
    own: plain(own, (key) => key.startsWith(mspPrivateShape.flagPrefix)),
    tags: readFlags(own, mspPrivateShape),
    services: JSON.parse(marked.services) as ExportedService[],
    tickets: JSON.parse(marked.tickets) as ExportedTicket[],
  }
}

async function* entriesOf({ database, marked, withActivity, requireStill }: RenderedExport): AsyncGenerator<Entry[]> {
  if (!withActivity) return
  const actors = JSON.parse(marked.actors) as Record<string, ExportedActor>
  const reader = readerOf(marked)
  for (let after = null; ;) {
    await requireStill()
    const rows: Awaited<ReturnType<typeof readLogOf>> = await readLogOf(database, marked, after, entriesAtOnce)
    if (rows.length === 0) return
    after = rows.at(-1)! as never
    const built = await buildChanges(database, reader, rows)
    yield built.map(({ at, detail }, place) => {
      const { actor_user_id, actor_organisation_id } = rows[place]!
      return { at, detail, actor: actors[actorKey(actor_user_id, actor_organisation_id)] ?? nobody }
    })
  }
}

const nobody: ExportedActor = { organisation: '', person: '' }
const iso = (at: number) => new Date(at).toISOString()

async function* renderJson(exported: RenderedExport): AsyncGenerator<string> {
  const { marked, line } = exported
  const { account, own, tags, services, tickets } = await partsOf(exported)
  const head = {
    kind: 'tandem-account-export',
    version: 1,
    side: marked.side,
    customerId: line.customer_id,
    companyName: line.customer_name,
    mspId: line.msp_id,
    mspName: line.msp_name,
    managementType: line.management_type,
    from: iso(line.from_at),
    to: iso(line.to_at),
    account,
    ...(marked.side === 'msp' && { own: { ...own, tags } }),
    services: services.map((each) => ({ ...each, name: nameOf(each), since: iso(each.since) })),
    ...(marked.side === 'msp' && { tickets: tickets.map((each) => ({ ...each, openedAt: iso(each.openedAt) })) }),
  }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "alerts": [`
  yield* jsonList(alertsOf(exported, entriesAtOnce), ({ at, place, ...alert }) => ({ at: iso(at), ...alert, ...place }))
  yield '\n  ],\n  "activity": ['
  yield* jsonList(entriesOf(exported), ({ at, actor, detail }) => ({
    at: iso(at),
    ...actor,
    type: detail.type,
    ...whatOf(detail),
  }))
  yield '\n  ]\n}\n'
}

async function* jsonList<Item>(pieces: AsyncGenerator<Item[]>, write: (item: Item) => object): AsyncGenerator<string> {
  let isFirst = true
  for await (const items of pieces) {
    yield `${isFirst ? '' : ','}\n    ${items.map((item) => JSON.stringify(write(item))).join(',\n    ')}`
    isFirst = false
  }
}

function whatOf(detail: ActivityDetail): Record<string, string> {
  switch (detail.type) {
    case 'field':
      return { field: detail.field, before: detail.before, after: detail.after }
    case 'field-lost':
      return { field: detail.field, before: detail.lost, after: detail.kept }
    case 'text':
      return { field: detail.field, before: joined(detail.deleted), after: joined(detail.inserted) }
    case 'decision':
      return { event: detail.event }
  }
}

const joined = (runs: readonly { text: string }[]) => runs.map(({ text }) => text).join('')
const nameOf = ({ service }: Pick<ExportedService, 'service'>) => findService(service)?.name ?? service

/** As a spreadsheet opens it: UTF-8 with a mark, CRLF, cells split as the reader's language does, and none that runs as a formula. */
async function* renderCsv(exported: RenderedExport): AsyncGenerator<string> {
  const { locale } = exported
  const words = findWords(locale)
  const options = { delimiter: locale === 'de' ? ';' : ',', newline: '\r\n' } as const
  const csv = (rows: string[][]) =>
    `${Papa.unparse(
      rows.map((row) => row.map(guardFormula)),
      options,
    )}\r\n`
  const { account, own, tags, services, tickets } = await partsOf(exported)
  const part = (key: 'account' | 'own' | 'service' | 'ticket' | 'alert' | 'activity') => words(`export_part_${key}`)
  yield `\uFEFF${csv([
    [
      words('export_part'),
      words('export_time'),
      words('export_who'),
      words('export_what'),
      words('export_before'),
      words('export_after'),
    ],
    ...Object.entries(account).map(([field, value]) => [part('account'), '', '', fieldName(words, field), '', value]),
    ...Object.entries(own).map(([field, value]) => [part('own'), '', '', fieldName(words, field), '', value]),
    ...tags.map((tag) => [part('own'), '', '', words('field_tags'), '', tag]),
    ...services.map((each) => [
      part('service'),
      iso(each.since),
      '',
      nameOf(each),
      '',
      codeWords(words, 'service_status_', each.status),
    ]),
    ...tickets.map((each) => [part('ticket'), iso(each.openedAt), each.openedBy, nameOf(each), each.text, each.answer]),
  ])}`
  for await (const alerts of alertsOf(exported, entriesAtOnce))
    yield csv(
      alerts.map(({ at, category, device, title, text, place }) => {
        const where = [place?.latitude, place?.longitude].filter(Boolean).join(', ')
        const what = [words(`alert_category_${category}`), title].filter((each) => each !== '').join(': ')
        return [part('alert'), iso(at), device, what, where, text]
      }),
    )
  for await (const entries of entriesOf(exported))
    yield csv(
      entries.map(({ at, actor, detail }) => {
        const { field, event, before = '', after = '' } = whatOf(detail)
        const what = event === undefined ? fieldName(words, field ?? '') : codeWords(words, 'event_', event)
        const who = [actor.person, actor.organisation].filter((each) => each !== '').join(', ')
        return [part('activity'), iso(at), who, what, before, after]
      }),
    )
}

function codeWords(words: Words, prefix: string, code: string): string {
  const key = prefix + code.replaceAll('-', '_')
  return isWordsKey(key) ? words(key) : code
}

/** A tag's change says which, and who hears of which alerts; a newer server's field is called as it is. */
function fieldName(words: Words, field: string): string {
  if (field.startsWith(mspPrivateShape.flagPrefix))
    return `${words('field_tags')}: ${field.slice(mspPrivateShape.flagPrefix.length)}`
  const alert = readAlertKey(field)
  if (alert) {
    const { category, target } = alert
    const who = target.type === 'address' ? target.address : codeWords(words, 'alert_', target.type)
    return words('alert_field', { category: words(`alert_category_${category}`), who })
  }
  const key = `field_${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
  return isWordsKey(key) ? words(key) : field
}
