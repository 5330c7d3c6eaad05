import type { Locale } from '#shared/domain/organisation.ts'
import type { LinkTable } from '../database/schema.ts'
import type { MailContent } from './layout.ts'
import type { Words } from './words.ts'

export interface WritingContext {
  words: Words
  locale: Locale
  publicUrl: string
  /** When this attempt is made, ms. */
  now: number
  /** The sender's logo: a PNG in base64, or empty. */
  logo: string
  linkToken(purpose: LinkTable['purpose'], linkId: string): string
}

/** What a mail says. Its data are copied at the decision (DOC8): later edits don't change a mail on its way. */
export type WriteMail<Data> = (data: Data, context: WritingContext) => MailContent

export interface Mail<Kind extends string, Data> {
  kind: Kind
  write: WriteMail<Data>
}

export function defineMail<Kind extends string, Data>(kind: Kind, write: WriteMail<Data>): Mail<Kind, Data> {
  return { kind, write }
}

/**
 * A page that takes a mail link. Opening it changes nothing; the person presses a button there. What the link carries stands
 * behind `#`: no server, log or other page gets to see it.
 */
export function linkUrl(context: WritingContext, path: string, purpose: LinkTable['purpose'], linkId: string): string {
  return `${context.publicUrl}${path}#link=${context.linkToken(purpose, linkId)}`
}

export function customerUrl(context: WritingContext, customerId: string): string {
  return `${context.publicUrl}/customers/${customerId}`
}
