import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { loadAccess, signedInUser } from '../../auth/access.ts'
import { startSession } from '../../auth/session.ts'
import { insertUser } from '../../database/repository/user.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

export interface NewPerson {
  organisationId: OrganisationId
  email: string
  firstName: string
  lastName: string
  passwordHash: string
  emailVerifiedAt: number | null
  locale: Locale
}

/** A session just started: the token goes into the cookie and nowhere else. */
export interface SignedIn {
  token: string
  user: SignedInUser
}

/** An organisation's first super admin. Throws Refusal: email-taken. */
export async function insertSuperAdmin(unit: UnitOfWork, person: NewPerson): Promise<UserId> {
  const id = unit.ids.randomId() as UserId
  await insertUser(unit.trx, {
    id,
    organisation_id: person.organisationId,
    email: person.email,
    first_name: person.firstName,
    last_name: person.lastName,
    role: 'super-admin',
    status: 'active',
    password_hash: person.passwordHash,
    email_verified_at: person.emailVerifiedAt,
    locale: person.locale,
    access_version: 1,
    created_at: unit.now,
  })
  return id
}

export async function signInAs(unit: UnitOfWork, userId: UserId, userAgent: string): Promise<SignedIn> {
  const token = await startSession(unit, userId, userAgent)
  const access = await loadAccess(unit.trx, userId)
  if (!access) throw new Error('signed in as nobody')
  return { token, user: signedInUser(access) }
}
