/** One cleaner for forms, the account's fields, imports and admission: which way a field's value is cleaned. */
import { cleanEmail } from './clean-email.ts'
import { cleanLine } from './clean-line.ts'
import { cleanPhone } from './clean-phone.ts'

const cleaners: Record<string, (text: string) => string> = {
  phone: cleanPhone,
  contactPhone: cleanPhone,
  workEmail: cleanEmail,
}

/** A one-line field's value as it is stored. */
export function cleanField(field: string, text: string): string {
  return (Object.hasOwn(cleaners, field) ? cleaners[field]! : cleanLine)(text)
}
