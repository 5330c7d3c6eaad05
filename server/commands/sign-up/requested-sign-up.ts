/** From a mail's link to what was entered, with every reason why it may not be completed. */
import { Refusal } from '#shared/domain/refusal.ts'
import type { SignUpView } from '#shared/protocol/sign-in-requests.ts'
import { linkLifetimesMs, requireLink } from '../../auth/link-token.ts'
import type { Database } from '../../database/connection.ts'
import { findSignUp } from '../../database/repository/customer/sign-up.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import type { LinkTable } from '../../database/schema.ts'
import type { SignUpTable } from '../../database/tables/sign-in-tables.ts'
import type { Services } from '../../services.ts'

/** Throws Refusal: link-invalid, link-expired, link-used, email-taken. */
export async function requireSignUp(
  database: Database,
  services: Pick<Services, 'key' | 'clock' | 'log'>,
  token: string,
): Promise<{ link: LinkTable; signUp: SignUpTable }> {
  const link = await requireLink(database, services, 'sign-up', token)
  const signUp = await findSignUp(database, link.subject_id)
  if (!signUp) throw new Refusal('link-expired')
  // Whoever has asked twice, or was invited meanwhile, has registered by the other link.
  if (await findUserByEmail(database, signUp.email)) throw new Refusal('email-taken')
  return { link, signUp }
}

/** What the link's page shows. Looking changes nothing. Throws Refusal as {@link requireSignUp} does. */
export async function lookUpSignUp(services: Services, token: string): Promise<SignUpView> {
  const { signUp } = await requireSignUp(services.database, services, token)
  const { company_name, country, first_name, last_name, email, made_at } = signUp
  return {
    companyName: company_name,
    country,
    firstName: first_name,
    lastName: last_name,
    email,
    expiresAt: made_at + linkLifetimesMs['sign-up'],
  }
}
