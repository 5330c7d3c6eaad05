/** Who may ask: the bearer of a key, as its person may now. No cookie counts here, so that no other site's page can ask. */
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import { loadKeyAccess } from '../../auth/api-key.ts'
import { apiAllowance } from '../../auth/rate-limit.ts'
import { noteKeyUse } from '../../commands/api-key/note-key-use.ts'
import type { HttpServices } from '../app-environment.ts'
import { clientAddress } from '../client-address.ts'
import type { ApiEnvironment } from './api-environment.ts'

/** Throws Refusal: api-key-invalid. Throws TooManyRequests. Every answer says how many requests are left. */
export function requireApiKey({ services, rateLimits }: HttpServices): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const secret = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const found = secret === undefined ? null : await loadKeyAccess(services.database, services.clock, secret)
    if (!found) {
      c.header('WWW-Authenticate', 'Bearer')
      // Whoever shows none has guessed at none.
      if (secret !== undefined) await rateLimits.link.consume(clientAddress(c as never, services.config.trustProxy))
      throw new Refusal('api-key-invalid')
    }
    const { times, perMs } = apiAllowance(services.config.limits)
    c.header('RateLimit-Policy', `"key";q=${times};w=${perMs / 1000}`)
    try {
      await rateLimits.api.consume(found.key.id)
    } finally {
      const { left, resetS } = await rateLimits.api.standing(found.key.id)
      c.header('RateLimit', `"key";r=${left};t=${resetS}`)
    }
    await noteKeyUse(services, found.key)
    c.set('access', found.access)
    c.set('apiKey', found.key)
    await next()
  }
}
