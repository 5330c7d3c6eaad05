import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { loadAccess, signedInUser } from '../../auth/access.ts'
import { endSessionOf, startSession } from '../../auth/session.ts'
import { insertUser, publishPerson } from '../../database/repository/user.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'

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
    role_id: null,
    scope: 'all',
    status: 'active',
    password_hash: person.passwordHash,
    email_verified_at: person.emailVerifiedAt,
    locale: person.locale,
    access_version: 1,
    whole_version: 0,
    created_at: unit.now,
  })
  await publishPerson(unit, { id, organisation_id: person.organisationId })
  return id
}

/** Where somebody signs in. */
export interface Browser {
  userAgent: string
  /** What it was signed in with until now, which ends: nobody would end it later. */
  formerToken: string | undefined
}

export async function signInAs(
  { services, unit }: { services: Pick<Services, 'revocations' | 'log' | 'config'>; unit: UnitOfWork },
  userId: UserId,
  { userAgent, formerToken }: Browser,
): Promise<SignedIn> {
  const former = formerToken === undefined ? undefined : await endSessionOf(unit, formerToken)
  if (former !== undefined) {
    unit.afterCommit(() => {
      services.revocations.sessionEnded(former, unit.now)
      services.log.security('session-replaced', { session: former })
    })
  }
  const token = await startSession(unit, userId, userAgent)
  const access = await loadAccess(unit.trx, userId)
  if (!access) throw new Error('signed in as nobody')
  return { token, user: signedInUser(services, access) }
}
