import { accountFieldLimits, notesLimit, privateFieldLimits } from '#shared/domain/facts/account-field.ts'
import { customerFormSchema } from '#shared/domain/facts/customer-form.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { fieldErrorWords } from '../words/field-words.ts'

const limits: Record<string, number> = {
  ...accountFieldLimits,
  ...privateFieldLimits,
  notes: notesLimit,
  privateNotes: notesLimit,
}

/** Why a text can't be stored as it stands, in words; empty when it can. */
export function fieldProblem(field: string, text: string): string {
  const limit = limits[field]
  if (limit !== undefined && text.length > limit) return m.live_too_long({ count: text.length - limit })
  return field === 'companyName' && text.trim() === '' ? m.live_required() : ''
}

const doubtful = {
  phone: customerFormSchema.shape.phone,
  contactPhone: customerFormSchema.shape.contactPhone,
  website: customerFormSchema.shape.website,
}

/** A doubt that keeps nobody from saving: facts are merged, never refused for their looks. */
export function fieldDoubt(field: string, text: string): string {
  if (!Object.hasOwn(doubtful, field)) return ''
  const parsed = doubtful[field as keyof typeof doubtful].safeParse(text)
  return parsed.success ? '' : fieldErrorWords(parsed.error.issues[0]?.message)
}
