/** What people say of themselves (X8): their name, and the language of their mails. */
import type { UserId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { ProfileForm } from '#shared/protocol/sign-in-requests.ts'
import { loadAccess, signedInUser, type Access } from '../../auth/access.ts'
import { publishPerson, saveProfile } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'

export async function changeProfile(
  services: Services,
  { userId, organisationId }: Access,
  { firstName, lastName, locale }: ProfileForm,
): Promise<SignedInUser> {
  const id: UserId = userId
  const { result } = await runUnitOfWork(services, async (unit) => {
    await saveProfile(unit.trx, id, { first_name: firstName, last_name: lastName, locale })
    await publishPerson(unit, { id, organisation_id: organisationId })
    const access = await loadAccess(unit.trx, id)
    if (!access) throw new Error('profile of nobody')
    return signedInUser(services, access)
  })
  return result
}
