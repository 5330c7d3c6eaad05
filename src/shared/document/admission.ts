/**
 * Admission of a pushed update (PUSH3): it is applied to a scratch copy, and only what is well-formed,
 * known, in bounds and made under the sender's own client id gets through. Pure; the caller checks permission.
 */
import * as Y from 'yjs'
import { isKnownChoice } from '../domain/account/account-field.ts'
import type { TextRun } from '../domain/document/change-record.ts'
import { documentLimitBytes, structsPerUpdate, updateLimitBytes } from '../domain/document/document-limit.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { cleanField } from '../domain/text/clean-field.ts'
import { isText, valueLimit, type DocumentShape } from './document-shape.ts'
import { openDocument, readValues, type DocumentValues } from './document-values.ts'
import { IntegrationTooCostly, withIntegrationBudget } from './integration-budget.ts'
import { createPlaceCheck } from './item-places.ts'
import { snapshotText, textDifference } from './text-runs.ts'

export interface TextDifference {
  field: string
  inserted: TextRun[]
  deleted: TextRun[]
}

export type Admission =
  | { admitted: false; code: RefusalCode }
  | {
      admitted: true
      /** The scratch copy with the update in it. */
      doc: Y.Doc
      before: DocumentValues
      /** Field → the value this update set, cleaned, whether or not Yjs let it win. */
      sets: Map<string, string>
      texts: TextDifference[]
    }

const refused = (code: RefusalCode): Admission => ({ admitted: false, code })

/** Of what is no update none: that is found in its turn. */
function countStructs(update: Uint8Array): number {
  try {
    return Y.decodeUpdate(update).structs.length
  } catch {
    return 0
  }
}

/** The single client id that an update's structs belong to, null for pure deletions. */
function readMeta(update: Uint8Array): { clientId: number | null; from: number } | 'malformed' | 'several' {
  try {
    const { from } = Y.parseUpdateMeta(update)
    if (from.size > 1) return 'several'
    const [first] = from
    return first ? { clientId: first[0], from: first[1] } : { clientId: null, from: 0 }
  } catch {
    return 'malformed'
  }
}

function checkStart(doc: Y.Doc, clientId: number, meta: { clientId: number | null; from: number }): RefusalCode | null {
  if (meta.clientId === null) return null
  if (meta.clientId !== clientId) return 'foreign-client-id'
  const known = Y.getState(doc.store, clientId)
  if (meta.from > known) return 'gap'
  return meta.from < known ? 'fork' : null
}

function newStructs(doc: Y.Doc, clientId: number, fromClock: number): (Y.Item | Y.GC)[] {
  return (doc.store.clients.get(clientId) ?? []).filter((struct) => struct.id.clock >= fromClock)
}

function checkMapItem(shape: DocumentShape, item: Y.Item, sets: Map<string, string>): RefusalCode | null {
  const key = item.parentSub
  if (key === null) return 'wrong-shape'
  const limit = valueLimit(shape, key)
  if (limit === undefined) return 'unknown-key'
  if (item.content instanceof Y.ContentDeleted) return null
  if (!(item.content instanceof Y.ContentAny)) return 'wrong-shape'
  const values: unknown[] = item.content.arr
  // Yjs joins the values that were typed over within the update into one deleted item.
  if (values.length !== 1 && !item.deleted) return 'wrong-shape'
  for (const value of values) {
    const problem = checkValue(shape, key, limit, value)
    if (problem) return problem
    sets.set(key, cleanField(key, value as string))
  }
  return null
}

function checkValue(shape: DocumentShape, key: string, limit: number, value: unknown): RefusalCode | null {
  if (typeof value !== 'string') return 'wrong-shape'
  if (value.length > limit) return 'field-too-long'
  // No app could have made these; everything else that looks odd is cleaned, so that no honest edit is refused.
  if (!isKnownChoice(key, value)) return 'wrong-shape'
  return shape.isFlag(key) && value !== 'on' && value !== '' ? 'wrong-shape' : null
}

/** No honest writer gets there; from 2^53 on, numbers that follow each other are the same. */
const highestClock = 2 ** 31

function checkStruct(
  doc: Y.Doc,
  shape: DocumentShape,
  struct: Y.Item | Y.GC,
  sets: Map<string, string>,
): RefusalCode | null {
  if (!(struct instanceof Y.Item) || struct.length < 1) return 'wrong-shape'
  if (struct.id.clock + struct.length > highestClock) return 'too-large'
  if (struct.parent === doc.share.get(shape.map)) return checkMapItem(shape, struct, sets)
  const inText = Object.keys(shape.texts).some((name) => struct.parent === doc.share.get(name))
  if (!inText || struct.parentSub !== null) return 'wrong-shape'
  return struct.content instanceof Y.ContentString || struct.content instanceof Y.ContentDeleted ? null : 'wrong-shape'
}

function checkRoots(doc: Y.Doc, shape: DocumentShape): RefusalCode | null {
  for (const name of doc.share.keys()) if (name !== shape.map && !isText(shape, name)) return 'unknown-key'
  return null
}

function checkValues(shape: DocumentShape, before: DocumentValues, after: DocumentValues): RefusalCode | null {
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) return 'field-blanked'
  for (const [name, limit] of Object.entries(shape.texts))
    if ((after[name] ?? '').length > limit) return 'field-too-long'
  return null
}

/**
 * Tries an update on a copy of `state`. `clientId` is the writer the sender owns in this document. `scratch`: such a
 * copy, opened before, that keeps what is deleted; it is spoilt when the update is refused.
 * Refuses with: malformed, too-large, foreign-client-id, gap, fork, incomplete, unknown-key, wrong-shape,
 * field-too-long, field-blanked.
 */
export function admitUpdate(
  shape: DocumentShape,
  state: Uint8Array | null,
  clientId: number,
  update: Uint8Array,
  scratch: Y.Doc | null = null,
): Admission {
  if (update.length > updateLimitBytes || (state?.length ?? 0) + update.length > documentLimitBytes)
    return refused('too-large')
  if (countStructs(update) > structsPerUpdate) return refused('too-large')
  const meta = readMeta(update)
  if (meta === 'malformed') return refused('malformed')
  if (meta === 'several') return refused('foreign-client-id')
  const doc = scratch ?? openDocument(shape, state, [], false)
  const startProblem = checkStart(doc, clientId, meta)
  if (startProblem) return refused(startProblem)

  const before = readValues(doc, shape)
  const snapshots = Object.keys(shape.texts).map((field) => ({ field, snapshot: snapshotText(doc.getText(field)) }))
  const fromClock = Y.getState(doc.store, clientId)
  try {
    withIntegrationBudget(() => Y.applyUpdate(doc, update))
    requireLoadable(shape, doc)
  } catch (error) {
    return refused(error instanceof IntegrationTooCostly ? 'too-large' : 'malformed')
  }
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return refused('incomplete')

  const sets = new Map<string, string>()
  const problem =
    checkRoots(doc, shape) ??
    firstStructProblem(doc, shape, clientId, fromClock, sets) ??
    checkValues(shape, before, readValues(doc, shape))
  if (problem) return refused(problem)
  const texts = snapshots
    .map(({ field, snapshot }) => ({ field, ...textDifference(snapshot, doc.getText(field)) }))
    .filter(({ inserted, deleted }) => inserted.length > 0 || deleted.length > 0)
  return { admitted: true, doc, before, sets, texts }
}

/** Below this many structs even the worst of them load quickly. */
const structsToLoadUnchecked = 150

/** What came cheaply, update by update, is loaded in another order later, here and on every device. Throws IntegrationTooCostly. */
function requireLoadable(shape: DocumentShape, doc: Y.Doc): void {
  const structs = [...doc.store.clients.values()].reduce((sum, list) => sum + list.length, 0)
  if (structs > structsToLoadUnchecked) withIntegrationBudget(() => openDocument(shape, Y.encodeStateAsUpdate(doc)))
}

function firstStructProblem(
  doc: Y.Doc,
  shape: DocumentShape,
  clientId: number,
  fromClock: number,
  sets: Map<string, string>,
): RefusalCode | null {
  const isInPlace = createPlaceCheck(doc)
  for (const struct of newStructs(doc, clientId, fromClock)) {
    const problem = checkStruct(doc, shape, struct, sets)
    if (problem) return problem
    if (!isInPlace(struct as Y.Item)) return 'wrong-shape'
  }
  return null
}
