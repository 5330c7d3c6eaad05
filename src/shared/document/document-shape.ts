/**
 * What each kind of document may hold: one root map of flat keys (DOC2) and root texts.
 * Admission, readers and writers all go by these shapes; a key that is in no shape is never stored.
 */
import { alertPrefix, readAlertKey } from '../domain/alert/alert-recipient.ts'
import { accountFieldLimits, notesLimit, privateFieldLimits, tagLimit } from '../domain/account/account-field.ts'
import type { DocumentKind } from '../domain/document/document-record.ts'

export interface DocumentShape {
  kind: DocumentKind
  /** Name of the root Y.Map whose values are strings. */
  map: string
  /** Field key → most characters. */
  fields: Readonly<Record<string, number>>
  /** Flags start so. */
  flagPrefix: string
  /** Whether the key is one of its flags, whose values are `'on'` and `''`. */
  isFlag(key: string): boolean
  /** Root Y.Text name → most characters. */
  texts: Readonly<Record<string, number>>
}

export const accountShape: DocumentShape = {
  kind: 'account',
  map: 'account',
  fields: accountFieldLimits,
  flagPrefix: alertPrefix,
  isFlag: (key) => readAlertKey(key) !== null,
  texts: { notes: notesLimit },
}

const tagPrefix = 'tag:'

export const mspPrivateShape: DocumentShape = {
  kind: 'msp-private',
  map: 'private',
  fields: privateFieldLimits,
  flagPrefix: tagPrefix,
  isFlag: (key) =>
    key.startsWith(tagPrefix) && key.length > tagPrefix.length && key.length <= tagPrefix.length + tagLimit,
  texts: { privateNotes: notesLimit },
}

export function shapeOf(kind: DocumentKind): DocumentShape {
  return kind === 'account' ? accountShape : mspPrivateShape
}

/** The most characters a map key's value may have; undefined when the shape doesn't know the key. */
export function valueLimit(shape: DocumentShape, key: string): number | undefined {
  if (Object.hasOwn(shape.fields, key)) return shape.fields[key]
  return shape.isFlag(key) ? 'on'.length : undefined
}

export function isText(shape: DocumentShape, field: string): boolean {
  return Object.hasOwn(shape.texts, field)
}
