import { Hono } from 'hono'
import { completeSignUpSchema, linkSchema, signUpSchema } from '#shared/protocol/sign-in-requests.ts'
import { completeSignUp } from '../../commands/sign-up/complete-sign-up.ts'
import { lookUpSignUp } from '../../commands/sign-up/requested-sign-up.ts'
import { startSignUp } from '../../commands/sign-up/start-sign-up.ts'
import { errorFacts } from '../../log.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { clientAddress } from '../client-address.ts'
import { readForm } from '../read-form.ts'
import { readBrowser, writeSessionCookie } from '../session-cookie.ts'
import { writeKnownDevice } from './known-device-cookie.ts'

/** A company that registers by itself (C2). As with every mail's link, a GET decides nothing. */
export function signUpRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const { trustProxy } = services.config

  routes.post('/sign-up', async (c) => {
    const form = await readForm(c, signUpSchema)
    await rateLimits.signUp.consume(clientAddress(c, trustProxy))
    await rateLimits.signUpMailbox.consume(form.email.toLowerCase())
    // Only once it is answered does anybody look whether there is such a person: neither words nor time tell.
    const failed = (error: unknown) => services.log.error(errorFacts(error), 'a sign-up could not be begun')
    c.env.outgoing.once('close', () => void startSignUp(services, form).catch(failed))
    return c.body(null, 202)
  })

  routes.use('/sign-up/*', async (c, next) => {
    await rateLimits.link.consume(clientAddress(c, trustProxy))
    await next()
  })

  routes.post('/sign-up/look-up', async (c) => {
    const { link } = await readForm(c, linkSchema)
    return c.json(await lookUpSignUp(services, link))
  })

  routes.post('/sign-up/complete', async (c) => {
    const form = await readForm(c, completeSignUpSchema)
    const { token, user } = await completeSignUp(services, form, readBrowser(c, services))
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user }, 201)
  })

  return routes
}
