import type { Likeness } from '#shared/domain/search/company-likeness.ts'

/** A customer of the list that may be the company that is being entered (M29). */
export interface SimilarCustomer {
  id: string
  name: string
  city: string
  href: string
  alike: readonly Likeness[]
}
