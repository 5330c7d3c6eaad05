import type { Locale } from '#shared/domain/organisation.ts'
import type { LinkTable } from '../../database/schema.ts'
import type { MailContent } from '../layout.ts'
import type { MailWords } from '../words/mail-words.ts'

export interface TemplateContext {
  words: MailWords
  locale: Locale
  publicUrl: string
  /** When this attempt is made, ms. */
  now: number
  linkToken(purpose: LinkTable['purpose'], linkId: string): string
}

export type Template<Data> = (data: Data, context: TemplateContext) => MailContent

/**
 * A page that takes a mail link. Opening it changes nothing; the person presses a button there. What the link carries stands
 * behind `#`: no server, log or other page gets to see it.
 */
export function linkUrl(context: TemplateContext, path: string, purpose: LinkTable['purpose'], linkId: string): string {
  return `${context.publicUrl}${path}#link=${context.linkToken(purpose, linkId)}`
}

export function customerUrl(context: TemplateContext, customerId: string): string {
  return `${context.publicUrl}/customers/${customerId}`
}
