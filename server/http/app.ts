/** The whole HTTP side. Order matters: what every answer carries, then who may ask, then the routes, files last. */
import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import { alertAddressRoutes } from './alert-address-routes.ts'
import { answerError } from './answer-error.ts'
import { apiPath, apiRoutes, isApiPath } from './api/api-routes.ts'
import { answerProblem } from './api/problem.ts'
import { apiKeyRoutes } from './sign-in/api-key-routes.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { watchForwarding } from './client-address.ts'
import { appointmentRoutes } from './appointment-routes.ts'
import { auditRoutes } from './sign-in/audit-routes.ts'
import { healthRoutes, type HealthSource } from './operator/health-routes.ts'
import { consoleRoutes } from './console/console-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { limitBody } from './limit-body.ts'
import { personInvitationRoutes } from './person-invitation-routes.ts'
import { lookUpRoutes } from './look-up-routes.ts'
import { mailboxRoutes, type Mailbox } from './operator/mailbox-routes.ts'
import { passwordRoutes } from './sign-in/password-routes.ts'
import { profileRoutes } from './sign-in/profile-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { releaseRoutes } from './release-routes.ts'
import { requireOwnOrigin } from './require-own-origin.ts'
import { secondFactorRoutes } from './sign-in/second-factor-routes.ts'
import { sessionRoutes } from './sign-in/session-routes.ts'
import { signUpRoutes } from './sign-in/sign-up-routes.ts'
import { staticRoutes } from './static-routes.ts'
import { visitRoutes } from './console/visit-routes.ts'
import { framesType } from './sync-routes.ts'

export interface AppParts extends HttpServices, HealthSource {
  buildFolder: string
  /** Null: mail really leaves, so there is no mailbox page. */
  mailbox: Mailbox | null
  /** Sync and the live lane, mounted at the root. */
  syncRoutes: Hono<AppEnvironment>
}

const formBytes = 64 * 1024

/** The page's own policy is a hashed one in its HTML; a header can only narrow it further. */
const headers: [name: string, value: string][] = [
  ['Content-Security-Policy', "frame-ancestors 'none'; object-src 'none'; base-uri 'self'; form-action 'self'"],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Frame-Options', 'DENY'],
]
const everywhere: [name: string, value: string][] = [
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Content-Type-Options', 'nosniff'],
]
const overTls: [name: string, value: string][] = [['Strict-Transport-Security', 'max-age=31536000']]

function withHeaders(publicUrl: string): MiddlewareHandler<AppEnvironment> {
  const always = publicUrl.startsWith('https:') ? [...everywhere, ...overTls] : everywhere
  const all = [...always, ...headers]
  return async (c, next) => {
    await next()
    if (c.req.header('upgrade') !== undefined) return
    // No browser shows frames, so that a page's policies on them would only be bytes, on every exchange.
    const isFrames = c.res.headers.get('content-type') === framesType
    for (const [name, value] of isFrames ? always : all) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
}

export function createApp(parts: AppParts): Hono<AppEnvironment> {
  const { services } = parts
  const app = new Hono<AppEnvironment>()
  const answer = (error: Error, c: Context) =>
    isApiPath(c.req.path) ? answerProblem(services, error, c) : answerError(services, error, c)
  app.onError(answer)
  app.notFound((c) => answer(new Refusal('not-found'), c))
  app.use(withHeaders(services.publicUrl))
  app.use(watchForwarding(services))
  const ownOrigin = requireOwnOrigin(services)
  // The API asks for a key, which no browser adds by itself.
  app.use((c, next) => (isApiPath(c.req.path) ? next() : ownOrigin(c, next)))
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  const forForms = limitBody(formBytes)
  // Sync has a limit of its own, behind its session.
  app.use((c, next) => (c.req.path === '/api/sync' ? next() : forForms(c, next)))

  app.route('/', healthRoutes(parts))
  app.route('/api', sessionRoutes(parts))
  app.route('/api', passwordRoutes(parts))
  app.route('/api', signUpRoutes(parts))
  app.route('/api', profileRoutes(parts))
  app.route('/api', secondFactorRoutes(parts))
  app.route('/api', auditRoutes(parts))
  app.route('/api', lookUpRoutes(parts))
  app.route('/api', consoleRoutes(parts))
  app.route('/api', invitationRoutes(parts))
  app.route('/api', personInvitationRoutes(parts))
  app.route('/api', appointmentRoutes(parts))
  app.route('/api', releaseRoutes(parts))
  app.route('/api', exportRoutes(parts))
  app.route('/api', visitRoutes(parts))
  app.route('/api', apiKeyRoutes(parts))
  app.route('/api', alertAddressRoutes(parts))
  app.route(apiPath, apiRoutes(parts) as never)
  app.route('/', parts.syncRoutes)
  if (parts.mailbox) app.route('/', mailboxRoutes(services, parts.mailbox))
  app.route('/', staticRoutes(parts.buildFolder))
  return app
}
