import { Hono } from 'hono'
import { forgotPasswordSchema, linkSchema, resetPasswordSchema } from '#shared/protocol/sign-in-requests.ts'
import { findResetUser, resetPassword, sendPasswordReset } from '../../commands/sign-in/reset-password.ts'
import { errorFacts } from '../../log.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { clientAddress } from '../client-address.ts'
import { readKnownDevice } from './known-device-cookie.ts'
import { readForm } from '../read-form.ts'
import { readSessionCookie } from '../session-cookie.ts'

/** A forgotten password. As with every mail's link, a GET decides nothing. */
export function passwordRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const { trustProxy } = services.config

  routes.post('/password/forgot', async (c) => {
    const { email } = await readForm(c, forgotPasswordSchema)
    await rateLimits.reset.consume(clientAddress(c, trustProxy))
    await rateLimits.mailbox.consume(email.toLowerCase())
    // Only once it is answered does anybody look whether there is such a person: neither words nor time tell.
    const failed = (error: unknown) => services.log.error(errorFacts(error), 'a new password could not be offered')
    c.env.outgoing.once('close', () => void sendPasswordReset(services, email).catch(failed))
    return c.body(null, 202)
  })

  routes.post('/password/look-up', async (c) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    const { link } = await readForm(c, linkSchema)
    const { email } = await findResetUser(services, link)
    return c.json({ email })
  })

  routes.post('/password/reset', async (c) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    const form = await readForm(c, resetPasswordSchema)
    await resetPassword(services, form, {
      sessionToken: readSessionCookie(c, services),
      readKnownDevice: (email) => readKnownDevice(c, services, email),
    })
    return c.body(null, 204)
  })

  return routes
}
