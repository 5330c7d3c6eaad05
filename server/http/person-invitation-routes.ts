import { Hono } from 'hono'
import { linkSchema, registerSchema } from '#shared/protocol/sign-in-requests.ts'
import { lookUpPersonInvitation } from '../commands/team/look-up-person-invitation.ts'
import { registerPerson } from '../commands/team/register-person.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { clientAddress } from './client-address.ts'
import { writeKnownDevice } from './sign-in/known-device-cookie.ts'
import { readForm } from './read-form.ts'
import { readBrowser, writeSessionCookie } from './session-cookie.ts'

/** What the link to become somebody's colleague leads to. All are POST: a mail scanner that opens a link decides nothing. */
export function personInvitationRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.use('/person-invitation/*', async (c, next) => {
    await rateLimits.link.consume(clientAddress(c, services.config.trustProxy))
    await next()
  })

  routes.post('/person-invitation/look-up', async (c) => {
    const { link } = await readForm(c, linkSchema)
    return c.json(await lookUpPersonInvitation(services, link))
  })

  routes.post('/person-invitation/register', async (c) => {
    const form = await readForm(c, registerSchema)
    const { token, user } = await registerPerson(services, form, readBrowser(c, services))
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user }, 201)
  })

  return routes
}
