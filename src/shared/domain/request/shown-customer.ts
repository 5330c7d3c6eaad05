import { z } from 'zod'

/** What `LOOK UP` shows of a company that has an account (M9), and a request until it is accepted (M10). */
export const shownCustomerSchema = z.object({
  companyName: z.string(),
  /** ISO 3166 alpha-2, or empty. */
  country: z.string(),
  /** The super admin's address, masked. */
  admin: z.string(),
})
export type ShownCustomer = z.infer<typeof shownCustomerSchema>
