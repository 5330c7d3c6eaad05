import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import { findDecision, type DecisionName } from '#shared/decisions/registry.ts'
import { partIn } from '#shared/decisions/reseller/upload-parts.ts'
import { sideOfKind } from '#shared/domain/relationship.ts'
import { isAskedAgain, isUntried, type OutboxItem } from '../local-store/outbox-item.ts'
import { readUnsettled } from '../local-store/read-outbox.ts'
import { describeIntents, type DescribedIntent } from '#shared/domain/document/intent.ts'
import type { Device } from '../local-store/device.ts'
import {
  askedAnew,
  couldDecisionBeTaken,
  couldEditBeTaken,
  couldUploadBeTaken,
  refusalNow,
} from '../local-store/could-be-taken.ts'
import { readLocalTeam } from '../local-store/local-team.ts'
import { documentKind } from '#shared/records/document.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { knownIds, readRecords } from '../local-store/stored-records.ts'
import { reportBoard } from '../local-store/sync-report.ts'
import { joinUploads } from './resellers/join-uploads.ts'
import { watch } from './watch.svelte.ts'

/** What an edit changes, or what was entered into a decision's form, where nothing stood before. */
export type OutboxField = DescribedIntent | { kind: 'entered'; field: string; after: string }

/** One line of the outbox (H5): `queued → sent → accepted / refused: why`. */
export interface OutboxLine {
  id: ItemId
  kind: 'edit' | DecisionName
  customerName: string
  relationshipId: RelationshipId | null
  /** It is about one of a team's people, roles or groups: one's own, or, with a relationship, that customer's. */
  about: { kind: string; id: string } | null
  fields: OutboxField[]
  state: 'queued' | 'sent' | 'accepted' | 'refused'
  code: RefusalCode | null
  fieldErrors: FieldErrors
  at: number
  attempts: number
  canRetry: boolean
  /** It met the other side's request, which is still open (M18). */
  canAnswer: boolean
  /** It has never left this device. */
  canCancel: boolean
  /** It was typed into a form and can go back there. */
  hasForm: boolean
  /** Of an upload, which is one line whatever the number of its parts. */
  progress: { done: number; total: number } | null
}

function fieldsOf({ body, form }: OutboxItem): OutboxLine['fields'] {
  if (body.kind === 'edit') return describeIntents(body.intents)
  const decision = findDecision(body.name)
  const own = decision?.about === 'relationship' ? pick(body.input as Record<string, unknown>, decision.typed) : {}
  const typed = Object.entries(form ?? own).filter(([, value]) => typeof value === 'string' && value !== '')
  return typed.map(([field, value]) => ({ kind: 'entered', field, after: value as string }))
}

const pick = (input: Record<string, unknown>, fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, input[field]]))

async function readLines(device: Device): Promise<OutboxLine[]> {
  const { store, user, clock } = device
  const items = (await readUnsettled(store)).filter((item) => !isAskedAgain(item))
  const refused = items.filter((item) => item.state === 'refused')
  const [relationships, documents] = await Promise.all([
    readRecords(store, relationshipKind, [...new Set(refused.flatMap((item) => item.relationshipId ?? []))]),
    knownIds(
      store,
      documentKind,
      refused.flatMap((item) => item.documentIds),
    ),
  ])
  const records = new Map(relationships.map((record) => [record?.id, record]))
  const moment = { side: sideOfKind(user.organisationKind), now: clock.now() }
  const whose = [...new Set(refused.filter(({ about }) => about).map(({ relationshipId }) => relationshipId))]
  const teams = new Map(await Promise.all(whose.map(async (of) => [of, await readLocalTeam(device, of, [])] as const)))
  const canRetry = ({ state, body, code, fieldErrors, relationshipId, about }: OutboxItem): boolean => {
    if (state !== 'refused') return false
    if (partIn(body)) return couldUploadBeTaken(code)
    if (about && body.kind === 'command')
      return askedAnew({ ...body, code }, teams.get(relationshipId) ?? null) !== null
    if (body.kind === 'edit') return documents.has(body.documentId) && couldEditBeTaken(code)
    return couldDecisionBeTaken({ ...body, code, fieldErrors }, records.get(relationshipId ?? undefined), moment)
  }
  const canAnswer = ({ state, body, relationshipId }: OutboxItem): boolean => {
    if (state !== 'refused' || body.kind === 'edit') return false
    return refusalNow(body, records.get(relationshipId ?? undefined), moment) === 'they-already-asked'
  }
  const lines = items.map((item): OutboxLine => ({
    id: item.id,
    kind: item.body.kind === 'edit' ? 'edit' : item.body.name,
    customerName: item.customerName,
    relationshipId: item.relationshipId,
    about: item.about ?? null,
    fields: fieldsOf(item),
    state: item.state === 'settled' ? 'accepted' : item.state,
    code: item.code,
    fieldErrors: item.fieldErrors,
    at: item.editedAt,
    attempts: item.attempts,
    canRetry: canRetry(item),
    canAnswer: canAnswer(item),
    canCancel: isUntried(item),
    hasForm: item.form !== null,
    progress: null,
  }))
  return joinUploads(items, lines)
}

/** What waits, what is on its way and what was refused, in device order. */
export function outboxView(): { readonly lines: OutboxLine[]; readonly ready: boolean } {
  const lines = watch(() => null, readLines)
  // What was tried without reaching anybody is still here, whatever was hoped when it was tried.
  const shown = $derived(
    reportBoard.current.online
      ? lines.current
      : lines.current?.map((line) => (line.state === 'sent' ? { ...line, state: 'queued' as const } : line)),
  )
  return {
    get lines() {
      return shown ?? []
    },
    get ready() {
      return shown !== undefined
    },
  }
}
