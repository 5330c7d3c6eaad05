import type { HttpBindings } from '@hono/node-server'
import type { Access } from '../auth/access.ts'
import type { RateLimits } from '../auth/rate-limit.ts'
import type { Services } from '../services.ts'
import type { OpenExchange } from '../sync/open-exchanges.ts'
import type { HttpWire } from './http-wire.ts'

/** What a request carries once {@link requireSession} let it in. */
export interface AppEnvironment {
  Bindings: HttpBindings
  Variables: {
    access: Access
    sessionId: string
    /** When its person last showed that it is they, ms. */
    provedAt: number
    /** Of `/api/sync`. */
    exchange: { open: OpenExchange; wire: HttpWire }
  }
}

export interface HttpServices {
  services: Services
  rateLimits: RateLimits
}
