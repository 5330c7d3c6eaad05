import { Hono } from 'hono'
import {
  changeEmailSchema,
  changePasswordSchema,
  linkSchema,
  profileSchema,
  proofSchema,
} from '#shared/protocol/sign-in-requests.ts'
import { askForEmail, confirmEmail } from '../../commands/sign-in/change-email.ts'
import { changePassword } from '../../commands/sign-in/change-password.ts'
import { changeProfile } from '../../commands/sign-in/change-profile.ts'
import { proveWithCode, proveWithPassword, viewProof } from '../../commands/sign-in/prove-identity.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { claimOf } from './claim.ts'
import { clientAddress } from '../client-address.ts'
import { readKnownDevice, writeKnownDevice } from './known-device-cookie.ts'
import { readForm } from '../read-form.ts'
import { requireProof, requireSession } from '../require-session.ts'

/** What people change of their own: name, address, password; and their showing that it is still they. */
export function profileRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const { trustProxy } = services.config
  const signedIn = requireSession(services)

  routes.get('/session/proof', signedIn, async (c) => c.json(await viewProof(services, c.var)))

  routes.post('/session/proof', signedIn, async (c) => {
    const proof = await readForm(c, proofSchema)
    const claim = claimOf(c, services)
    if ('password' in proof) await proveWithPassword(services, rateLimits, claim, proof.password)
    else await proveWithCode(services, rateLimits, claim, proof.code)
    return c.body(null, 204)
  })

  routes.post('/profile', signedIn, async (c) => {
    const form = await readForm(c, profileSchema)
    return c.json({ user: await changeProfile(services, c.var.access, form) })
  })

  routes.post('/profile/password', signedIn, async (c) => {
    const form = await readForm(c, changePasswordSchema)
    await changePassword(services, rateLimits, claimOf(c, services), form)
    return c.body(null, 204)
  })

  routes.post('/profile/email', signedIn, requireProof(services), async (c) => {
    const { email } = await readForm(c, changeEmailSchema)
    await rateLimits.link.consume(c.var.access.userId)
    await rateLimits.mailbox.consume(email.toLowerCase())
    await askForEmail(services, c.var.access, email.toLowerCase())
    return c.body(null, 202)
  })

  routes.post('/profile/email/confirm', async (c) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    const { link } = await readForm(c, linkSchema)
    const { former, email } = await confirmEmail(services, link)
    // A device that knew the person by the former address knows them by this one.
    if (readKnownDevice(c, services, former) !== null) writeKnownDevice(c, services, email)
    return c.body(null, 204)
  })

  return routes
}
