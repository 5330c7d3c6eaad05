import { looksLikePhone } from './clean-phone.ts'
import { looksLikeWebsite } from './website-address.ts'

export type FieldDoubt = 'phone' | 'website'

const looksRight: Record<string, { doubt: FieldDoubt; test: (text: string) => boolean }> = {
  phone: { doubt: 'phone', test: looksLikePhone },
  contactPhone: { doubt: 'phone', test: looksLikePhone },
  website: { doubt: 'website', test: looksLikeWebsite },
}

/** What looks odd about a cleaned value. It keeps nobody from saving: facts are merged, never refused for their looks. */
export function doubtField(field: string, value: string): FieldDoubt | null {
  const check = Object.hasOwn(looksRight, field) ? looksRight[field] : undefined
  return !check || check.test(value) ? null : check.doubt
}
