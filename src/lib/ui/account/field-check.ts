import { textLimits } from '#shared/domain/account/account-field.ts'
import { cleanField } from '#shared/domain/text/clean-field.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { fieldDoubtWords } from '../words/field-words.ts'

/** Why a text can't be stored as it stands, in words; empty when it can. */
export function fieldProblem(field: string, text: string): string {
  const limit = textLimits[field]
  if (limit !== undefined && text.length > limit) return m.fact_too_long({ limit, count: text.length })
  return field === 'companyName' && cleanField(field, text) === '' ? m.fact_required() : ''
}

/** A doubt that keeps nobody from saving, in words. */
export function fieldDoubt(field: string, text: string): string {
  return fieldDoubtWords(field, cleanField(field, text))
}
