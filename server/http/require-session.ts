import type { MiddlewareHandler } from 'hono'
import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { loadAccess } from '../auth/access.ts'
import { findSession, keepSession, whySignedOut } from '../auth/session.ts'
import { provedAt, requireRecentProof } from '../auth/step-up.ts'
import type { Services } from '../services.ts'
import type { AppEnvironment } from './app-environment.ts'
import { readSessionCookie, writeSessionCookie } from './session-cookie.ts'

/**
 * Lets in who is signed in and not blocked. Throws Refusal: signed-out; where `sayWhy`, session-revoked and blocked, too.
 * Only what isn't a GET moves the session's end.
 */
export function requireSession(services: Services, { sayWhy } = { sayWhy: false }): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    const token = readSessionCookie(c, services)
    const session = token === undefined ? undefined : await findSession(services.database, services.clock, token)
    const access = session && (await loadAccess(services.database, session.user_id as UserId))
    if (!token || !session || !access)
      throw new Refusal(sayWhy && token ? await whySignedOut(services.database, token) : 'signed-out')
    c.set('access', access)
    c.set('sessionId', session.id)
    c.set('provedAt', provedAt(session))
    const kept = c.req.method !== 'GET' && (await keepSession(services.database, services.clock, session))
    await next()
    if (kept && !c.res.headers.has('set-cookie')) writeSessionCookie(c, services, token)
  }
}

/** Behind {@link requireSession}. Throws Refusal: prove-again. */
export function requireProof({ clock }: Pick<Services, 'clock'>): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    requireRecentProof(c.var.provedAt, clock.now())
    await next()
  }
}
