import { isOpenRequest } from '#shared/domain/request/management-request.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { companyAccount } from './company-account.svelte.ts'
import { managementRequests } from './management-requests.svelte.ts'

export interface OpenQuestion {
  about: 'delink' | 'services' | 'management'
  record: RelationshipRecord
}

/** What the signed-in customer's super admins haven't answered yet, on this device either; `now` by the server's clock, ms. */
export function openQuestions(now: () => number): { readonly all: readonly OpenQuestion[] } {
  const own = companyAccount()
  const asked = managementRequests()
  const all = $derived.by((): OpenQuestion[] => {
    const { relationship } = own
    const { services } = asked
    const open = asked.all.filter(({ record, waiting }) => !waiting && isOpenRequest(record, now()))
    return [
      ...(relationship?.status === 'delink-requested-by-msp'
        ? [{ about: 'delink', record: relationship } as const]
        : []),
      ...(services && !services.waiting ? [{ about: 'services', record: services.record } as const] : []),
      ...open.map(({ record }) => ({ about: 'management', record }) as const),
    ]
  })
  return {
    get all() {
      return all
    },
  }
}
