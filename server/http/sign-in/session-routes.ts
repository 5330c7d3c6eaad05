import { Hono } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import { purgedSchema, setUpSchema, signInSchema } from '#shared/protocol/sign-in-requests.ts'
import { signedInUser } from '../../auth/access.ts'
import { findOwnSessions } from '../../commands/sign-in/list-sessions.ts'
import { notePurge } from '../../commands/sign-in/note-purge.ts'
import { isSetUpOpen, setUpFirstMsp } from '../../commands/sign-in/set-up-first-msp.ts'
import { signIn } from '../../commands/sign-in/sign-in.ts'
import { signOut } from '../../commands/sign-in/sign-out.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { readFrom } from './claim.ts'
import { clientAddress } from '../client-address.ts'
import { writeKnownDevice } from './known-device-cookie.ts'
import { holdsOperatorKey, rememberOperator } from '../operator/operator-access.ts'
import { readForm } from '../read-form.ts'
import { requireSession } from '../require-session.ts'
import { clearSessionCookie, readBrowser, readSessionCookie, writeSessionCookie } from '../session-cookie.ts'

/** First run, signing in and out, and a person's own sessions. */
export function sessionRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const { trustProxy } = services.config

  routes.get('/setup', async (c) => {
    const open = await isSetUpOpen(services)
    const allowed = open && holdsOperatorKey(c, services)
    if (allowed) rememberOperator(c, services)
    return c.json({ open, allowed })
  })

  routes.post('/setup', async (c) => {
    if (!holdsOperatorKey(c, services)) throw new Refusal('operator-key-needed')
    await rateLimits.setUp.consume(clientAddress(c, trustProxy))
    const form = await readForm(c, setUpSchema)
    const { token, user } = await setUpFirstMsp(services, form, readBrowser(c, services))
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user }, 201)
  })

  routes.post('/session', async (c) => {
    const form = await readForm(c, signInSchema)
    const from = readFrom(c, services, form.email)
    const { token, user, recoveryCodes } = await signIn(services, rateLimits, form, from)
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user, ...(recoveryCodes && { recoveryCodes }) }, 201)
  })

  // Here a device asks what to do with what it has; elsewhere it is only told to.
  routes.get('/session', requireSession(services, { sayWhy: true }), (c) =>
    c.json({ user: signedInUser(services, c.var.access) }),
  )

  // By a device whose session is over.
  routes.post('/session/purged', async (c) => {
    const token = readSessionCookie(c, services)
    if (token === undefined) throw new Refusal('signed-out')
    const { count } = await readForm(c, purgedSchema)
    await notePurge(services, token, count)
    clearSessionCookie(c, services)
    return c.body(null, 204)
  })

  routes.delete('/session', requireSession(services), async (c) => {
    await signOut(services, c.var.access, c.var.sessionId)
    clearSessionCookie(c, services)
    return c.body(null, 204)
  })

  routes.get('/sessions', requireSession(services), async (c) => {
    const sessions = await findOwnSessions(services, c.var.access.userId, c.var.sessionId)
    return c.json({ sessions })
  })

  routes.delete('/sessions/:id', requireSession(services), async (c) => {
    await signOut(services, c.var.access, c.req.param('id'), c.var.sessionId)
    if (c.req.param('id') === c.var.sessionId) clearSessionCookie(c, services)
    return c.body(null, 204)
  })

  return routes
}
