/** First run (X4): the first MSP and its super admin. Works once; whoever comes second finds it closed. */
import { Refusal } from '#shared/domain/refusal.ts'
import type { SetUpForm } from '#shared/protocol/sign-in-requests.ts'
import { hashPassword } from '../../auth/password.ts'
import { lockMeta } from '../../database/repository/meta.ts'
import { createOrganisation, hasOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { queueVerification } from './queue-verification.ts'
import { insertSuperAdmin, signInAs, type Browser, type SignedIn } from './super-admin.ts'

export async function isSetUpOpen(services: Services): Promise<boolean> {
  return !(await hasOrganisation(services.database, 'msp'))
}

/** Throws Refusal: already-set-up, email-taken. */
export async function setUpFirstMsp(services: Services, form: SetUpForm, browser: Browser): Promise<SignedIn> {
  if (!(await isSetUpOpen(services))) throw new Refusal('already-set-up')
  const passwordHash = await hashPassword(form.password)
  const { result } = await runUnitOfWork(services, async (unit) => {
    // Two at once would both find no MSP; the lock makes one wait and then find the other's.
    await lockMeta(unit.trx)
    if (await hasOrganisation(unit.trx, 'msp')) throw new Refusal('already-set-up')
    const msp = await createOrganisation(unit, {
      kind: 'msp',
      name: form.companyName,
      replyAddress: form.email,
    })
    const userId = await insertSuperAdmin(unit, {
      ...form,
      organisationId: msp.id,
      passwordHash,
      emailVerifiedAt: null,
    })
    await queueVerification({ services, unit }, userId, { again: false })
    await audit({ services, unit }, { event: 'setup-used', person: { id: userId, organisation_id: msp.id } })
    return signInAs({ services, unit }, userId, browser)
  })
  return result
}
