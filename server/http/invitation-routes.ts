import { Hono } from 'hono'
import { linkSchema, registerSchema } from '#shared/protocol/sign-in-requests.ts'
import { resendVerification, verifyEmail } from '../commands/sign-in/verify-email.ts'
import { declineInvitation } from '../commands/invitation/decline-invitation.ts'
import { lookUpInvitation } from '../commands/invitation/look-up-invitation.ts'
import { registerFromInvitation } from '../commands/invitation/register-from-invitation.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { clientAddress } from './client-address.ts'
import { writeKnownDevice } from './sign-in/known-device-cookie.ts'
import { readForm } from './read-form.ts'
import { requireSession } from './require-session.ts'
import { readBrowser, writeSessionCookie } from './session-cookie.ts'

/** What the links in mails lead to. All are POST: a mail scanner that opens a link decides nothing. */
export function invitationRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const { trustProxy } = services.config

  routes.use('/invitation/*', async (c, next) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    await next()
  })

  routes.post('/invitation/look-up', async (c) => {
    const { link } = await readForm(c, linkSchema)
    return c.json(await lookUpInvitation(services, link))
  })

  routes.post('/invitation/register', async (c) => {
    const form = await readForm(c, registerSchema)
    const { token, user } = await registerFromInvitation(services, form, readBrowser(c, services))
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user }, 201)
  })

  routes.post('/invitation/decline', async (c) => {
    const { link } = await readForm(c, linkSchema)
    await declineInvitation(services, link)
    return c.body(null, 204)
  })

  routes.post('/verify-email', async (c) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    const { link } = await readForm(c, linkSchema)
    await verifyEmail(services, link)
    return c.body(null, 204)
  })

  routes.post('/verify-email/resend', requireSession(services), async (c) => {
    await rateLimits.link.consume(c.var.access.userId)
    if (!c.var.access.emailVerified) await resendVerification(services, c.var.access.userId)
    return c.body(null, 204)
  })

  return routes
}
