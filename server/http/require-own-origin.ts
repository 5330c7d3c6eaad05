import type { MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Services } from '../services.ts'
import type { AppEnvironment } from './app-environment.ts'
import { isLoopbackHost } from './client-address.ts'

function isOwnOrigin(
  services: Pick<Services, 'publicUrl'>,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined) return false
  if (origin === new URL(services.publicUrl).origin) return true
  return isLoopbackHost(host) && origin === `http://${host}`
}

/**
 * Everything that may change something, and every live lane, must come from our own pages: a browser
 * sends the cookie for other sites' requests to us, but never our Origin with them.
 */
export function requireOwnOrigin(services: Pick<Services, 'publicUrl'>): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
    const isUpgrade = c.req.header('upgrade') !== undefined
    if ((!reads || isUpgrade) && !isOwnOrigin(services, c.req.header('origin'), c.req.header('host')))
      throw new Refusal('wrong-origin')
    await next()
  }
}
